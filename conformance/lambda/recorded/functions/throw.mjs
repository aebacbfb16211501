// What is below the handler is the runtime's.
Error.stackTraceLimit = 1;

export const handler = async () => {
  throw new Error('Error: some_error_msg');
};
