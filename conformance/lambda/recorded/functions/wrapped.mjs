export const handler = async () => process.env.WRAPPER_VAR;
