var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
import { Injectable } from '@nestjs/common';
import { ServiceAccountService } from '../users/service-account.service.js';
import { UserService } from '../users/user.service.js';
/** How senders show themselves at present. */
let SenderDirectory = class SenderDirectory {
    constructor(users, services) {
        this.users = users;
        this.services = services;
    }
    /** @returns a look-up that knows all of the given senders; one that is gone has a name no more */
    async load(senders) {
        const idsOf = (kind) => [
            ...new Set(senders.filter((sender) => sender.kind === kind).map((sender) => sender.id)),
        ];
        const users = await this.users.findProfiles(idsOf('user'));
        const known = {
            user: new Map(users.map((user) => [user.id, user])),
            service: await this.services.findProfiles(idsOf('service')),
        };
        return ({ kind, id }) => {
            const { nickname, photo } = known[kind].get(id) ?? { nickname: '', photo: '' };
            return { kind, id, nickname, photo };
        };
    }
};
SenderDirectory = __decorate([
    Injectable(),
    __metadata("design:paramtypes", [UserService,
        ServiceAccountService])
], SenderDirectory);
export { SenderDirectory };
//# sourceMappingURL=sender-directory.js.map