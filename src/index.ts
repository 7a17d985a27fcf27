/**
 * Brine as a library: `const model = await loadModel('model.pkl'); model.predict(rows)`, and the same with
 * `loadService('brine.yaml')` for a model and the steps around it.
 */
export { BrineError, ERRORS, type ErrorCode, type ErrorFamily, type Issue, type Where } from './errors.ts'
export type { ColumnType } from './frame/column.ts'
export type { AnswerRole, ColumnSpec, Schema } from './frame/schema.ts'
export type { InputColumn, MethodName } from './program/program.ts'
export { defineService, type ServiceModule } from './service/definition/define-service.ts'
export type { InputSpec } from './service/inputs.ts'
export { type LoadOptions, loadModel, loadModelBytes } from './service/load.ts'
export type { LoadServiceOptions } from './service/load-service.ts'
export { loadService } from './service/load-service-later.ts'
export type { Model, ModelSource } from './service/model.ts'
export type { Output } from './service/outputs.ts'
export type { PlainAnswer } from './service/plain-answer.ts'
export type { NumericRows, RowOptions, Rows } from './service/rows.ts'
export type { PredictOptions, Service, ServiceAnswer } from './service/service.ts'
export type { OutputSpec, Signature } from './service/signature.ts'
export type { Rejection } from './steps/report.ts'
export { type Cell, type DType, type NestedCells, Tensor, TensorList } from './tensor/tensor.ts'
export type { Comparison, Difference, Tolerance } from './verify/compare.ts'
export type { SampleRows } from './verify/samples.ts'
export { type Certificate, type VerifiedMethod, type VerifyOptions, verifyModel } from './verify/verify.ts'
