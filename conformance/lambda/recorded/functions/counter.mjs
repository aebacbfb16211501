let counter = -1;
export const handler = async () => {
  counter += 1;
  return { counter };
};
