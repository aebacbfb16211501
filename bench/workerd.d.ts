/** The package exports the path of its binary, without types. */
declare module 'workerd' {
  const path: string;
  export default path;
}
