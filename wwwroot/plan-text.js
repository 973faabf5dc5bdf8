// The text of the plan page's field as a stream: a plan may be larger than one message of a circuit.
export const read = field => new Blob([field.value]);
