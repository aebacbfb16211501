/** A file of a package registry, and the checksum that the project has of it. */
export type Archive = {
  /** Its name among the fetched ones. */
  readonly file: string;
  readonly algorithm: 'sha512' | 'sha256';
  readonly digest: Buffer;
  /** Where in its part it is unpacked; empty: the part itself. */
  readonly folder: string;
  /** Where the registry has it. */
  address(signal: AbortSignal): Promise<string>;
  /** Throws what is wrong with it. */
  unpack(bytes: Buffer, folder: string): Promise<void>;
};

/** What appears to functions at once: a package of Node.js, or the whole SDK for Python. */
export type Part = {
  readonly name: string;
  /** Below the folder that functions see. */
  readonly place: string;
  readonly archives: readonly Archive[];
  /** Whether it starts faster once a runtime's interpreter has compiled it. */
  readonly isCompiled?: true;
};

/** What a runtime's functions need of an SDK. */
export type Needed = {
  readonly parts: readonly Part[];
  /** Clients of which no version is pinned, nor chosen yet. */
  readonly unpinned: readonly string[];
  /** What comes from nowhere. */
  readonly unknown: readonly string[];
};
