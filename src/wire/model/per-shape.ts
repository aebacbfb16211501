/**
 * Compiles a function for a node of the model on its first call and keeps it. Compiling calls this again for the parts,
 * which are compiled when they are first reached: recursive shapes end.
 */
export function perShape<Node extends object, Args extends readonly unknown[], Result>(
  compile: (node: Node) => (...args: Args) => Result,
): (node: Node) => (...args: Args) => Result {
  const functions = new WeakMap<Node, (...args: Args) => Result>();
  return (node) => {
    const known = functions.get(node);
    if (known) return known;
    let compiled: ((...args: Args) => Result) | undefined;
    const compileOnFirstCall = (...args: Args): Result => {
      compiled ??= compile(node);
      functions.set(node, compiled);
      return compiled(...args);
    };
    functions.set(node, compileOnFirstCall);
    return compileOnFirstCall;
  };
}
