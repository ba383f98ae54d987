// What the HTTP services share at their edge: the server, failures as problem JSON, validation,
// scopes, the audit trail.
export * from './audit.ts'
export * from './auth.ts'
export { giveSessionCookie } from './cookies.ts'
export * from './health.ts'
export * from './operations.ts'
export * from './problems.ts'
export * from './server.ts'
export * from './validation.ts'
export { sendWebhook, WebhookError } from './webhook.ts'
