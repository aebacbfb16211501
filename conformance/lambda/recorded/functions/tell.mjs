/** A destination: each record a line. */
export const handler = async (record) => {
  process.stdout.write(`${JSON.stringify(record)}\n`);
};
