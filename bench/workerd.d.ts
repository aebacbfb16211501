/** A CommonJS package built from an ES module: the path of its binary is the default of its default. */
declare module 'workerd' {
  const module: { readonly default: string };
  export default module;
}
