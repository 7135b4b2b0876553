/** By what time a pipeline is cut. */
export const PIPELINE_INTERVALS = ['day', 'week', 'month', 'quarter'] as const;
export type PipelineInterval = (typeof PIPELINE_INTERVALS)[number];
