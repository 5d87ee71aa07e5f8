import { Logger } from '@nestjs/common';
import { AppError, storageUnavailable } from '../../common/errors/app-error.js';
import { isUniqueViolation } from '../../database/database-errors.js';
const MAX_BATCH = 256;
const MAX_QUEUED = 5_000;
/** How often a held conversation is left out before its command waits for it. */
const MAX_SKIPS = 2;
/**
 * One transaction in flight; what arrives meanwhile forms the next batch. There is no timer, so a
 * lone send starts at once, and the busier the database, the larger the batches.
 */
export class WriterLane {
    constructor(resolver, executor) {
        this.resolver = resolver;
        this.executor = executor;
        this.logger = new Logger(WriterLane.name);
        this.queue = [];
        this.draining = false;
        this.drained = Promise.resolve();
    }
    submit(pending) {
        if (this.queue.length >= MAX_QUEUED)
            pending.reject(storageUnavailable());
        else {
            this.queue.push(pending);
            if (!this.draining)
                this.drained = this.drain();
        }
        return pending.result;
    }
    /** Resolves once everything that was submitted is answered. */
    async idle() {
        while (this.draining)
            await this.drained;
    }
    async drain() {
        this.draining = true;
        // What was submitted in this very tick shares the first batch.
        await Promise.resolve();
        while (this.queue.length > 0) {
            const { batch, wait } = this.takeBatch();
            if (batch.length > 0)
                await this.process(batch, wait);
        }
        // In the same step as the last look at the queue: nobody can slip in between.
        this.draining = false;
    }
    /** The head of the queue, in order. Equal client ids never share a batch: the second finds the first's result. */
    takeBatch() {
        const live = this.queue.filter((pending) => !pending.isSettled);
        const head = live[0];
        const wait = head !== undefined && head.skipped >= MAX_SKIPS;
        const batch = [];
        const rest = [];
        const repeatKeys = new Set();
        for (const pending of live) {
            const { repeatKey } = pending;
            const isRepeat = repeatKey !== undefined && repeatKeys.has(repeatKey);
            // A command that waits for its lock does so with its own conversation only.
            const fits = batch.length < MAX_BATCH && !isRepeat && (!wait || pending.key === head.key);
            if (!fits)
                rest.push(pending);
            else {
                batch.push(pending);
                if (repeatKey !== undefined)
                    repeatKeys.add(repeatKey);
            }
        }
        this.queue = rest;
        return { batch, wait };
    }
    async process(batch, wait) {
        try {
            const addressed = await this.resolver.resolve(batch);
            if (addressed.length > 0)
                await this.execute(addressed, wait);
        }
        catch (error) {
            // Whoever is not answered by now never will be otherwise.
            for (const pending of batch)
                pending.reject(error);
        }
    }
    async execute(batch, wait) {
        try {
            const skipped = await this.executor.execute(batch, wait);
            for (const pending of skipped)
                pending.skipped += 1;
            this.queue.unshift(...skipped);
        }
        catch (error) {
            // 10007: the database is away, or nobody knows whether the commit holds; only the client may repeat.
            if (error instanceof AppError)
                throw error;
            if (batch.length > 1)
                await this.executeOneByOne(batch);
            else
                await this.executeAlone(batch, error);
        }
    }
    /** One bad row must fail its own sender only. */
    async executeOneByOne(batch) {
        for (const item of batch) {
            try {
                await this.execute([item], true);
            }
            catch (error) {
                item.pending.reject(error);
            }
        }
    }
    /** A unique violation means that the same client id was stored meanwhile by another lane or node: now it is found. */
    async executeAlone(batch, error) {
        if (!isUniqueViolation(error))
            throw error;
        this.logger.debug('A client_msg_id was stored by another transaction; looking again');
        await this.executor.execute(batch, true);
    }
}
//# sourceMappingURL=writer-lane.js.map