/** The value of a condition key: one, or several where AWS lists the key as multivalued. Bytes are base64 text. */
export type ContextValue = string | readonly string[];

/** What is known of a request, by condition key in lower case. A `Map` is one. */
export type ConditionContext = { get(key: string): ContextValue | undefined };
