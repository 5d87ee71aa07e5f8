import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { CmsApi, type CmsAudience } from '../../wire/access.js';
import { AuditInterceptor } from './audit.interceptor.js';

/** A controller of CMS calls (`CmsApi`) whose changes and exports are written down. All are; a test looks at each. */
export function AuditedCmsApi(prefix: string, audience?: CmsAudience): ClassDecorator {
  return applyDecorators(CmsApi(prefix, audience), UseInterceptors(AuditInterceptor));
}
