export const handler = async () => {
  throw new Error('Error: some_error_msg');
};
