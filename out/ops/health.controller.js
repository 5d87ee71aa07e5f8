var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Store } from '../database/store.js';
import { AccessFor } from '../wire/access.js';
import { OutsideEnvelope } from '../wire/http/outside-envelope.js';
import { NodeState } from './node-state.js';
/** For supervisors and load balancers (contract, section 7): outside the base path and the envelope. */
let HealthController = class HealthController {
    constructor(store, state) {
        this.store = store;
        this.state = state;
    }
    healthz() {
        return { status: 'ok' };
    }
    /** 503 only when the database is out of reach or this node is draining. */
    async readyz(reply) {
        const database = await this.store.ping().then(() => 'up', () => 'down');
        const status = this.state.draining ? 'draining' : database === 'up' ? 'ready' : 'unavailable';
        void reply.status(status === 'ready' ? 200 : 503);
        return { status, database };
    }
};
__decorate([
    Get('healthz'),
    ApiOperation({ summary: 'Liveness: the process answers' }),
    ApiResponse({ status: 200, content: { 'application/json': { example: { status: 'ok' } } } }),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", []),
    __metadata("design:returntype", Object)
], HealthController.prototype, "healthz", null);
__decorate([
    Get('readyz'),
    ApiOperation({ summary: "Readiness, with each dependency's state" }),
    ApiResponse({ status: 200, content: { 'application/json': { example: { status: 'ready', database: 'up' } } } }),
    ApiResponse({ status: 503, description: 'The database is out of reach, or the node is draining' }),
    __param(0, Res({ passthrough: true })),
    __metadata("design:type", Function),
    __metadata("design:paramtypes", [Object]),
    __metadata("design:returntype", Promise)
], HealthController.prototype, "readyz", null);
HealthController = __decorate([
    Controller(),
    AccessFor('public'),
    OutsideEnvelope(),
    ApiTags('operations'),
    __metadata("design:paramtypes", [Store,
        NodeState])
], HealthController);
export { HealthController };
//# sourceMappingURL=health.controller.js.map