import { Core1764000000000 } from './1764000000000-core.js';
import { Receipts1764100000000 } from './1764100000000-receipts.js';
import { Recalls1764200000000 } from './1764200000000-recalls.js';
import { Installation1764300000000 } from './1764300000000-installation.js';
import { Lifecycle1764900000000 } from './1764900000000-lifecycle.js';
import { OfficialAccounts1764500000000 } from './1764500000000-official-accounts.js';
import { Relations1764400000000 } from './1764400000000-relations.js';
import { AuditOutcome1764600000000 } from './1764600000000-audit-outcome.js';
import { AuditPairs1764970000000 } from './1764970000000-audit-pairs.js';
import { ExpiryCleanup1764980000000 } from './1764980000000-expiry-cleanup.js';
import { PushTargets1764700000000 } from './1764700000000-push-targets.js';
import { ReceiptTimes1764960000000 } from './1764960000000-receipt-times.js';
import { Trace1764950000000 } from './1764950000000-trace.js';

/** In the order in which they run. */
export const MIGRATIONS = [
  Core1764000000000,
  Receipts1764100000000,
  Recalls1764200000000,
  Installation1764300000000,
  Relations1764400000000,
  OfficialAccounts1764500000000,
  AuditOutcome1764600000000,
  PushTargets1764700000000,
  Lifecycle1764900000000,
  Trace1764950000000,
  ReceiptTimes1764960000000,
  AuditPairs1764970000000,
  ExpiryCleanup1764980000000,
];
