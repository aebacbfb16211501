/** The data folder belongs to another running Lambent. The message is one line for the operator. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/** The data folder cannot be created, read or written. The message is one line for the operator. */
export class DataFolderUnusable extends Error {
  override readonly name = 'DataFolderUnusable';
}

/** The data folder was written by a newer Lambent. The message is one line for the operator. */
export class DataFolderTooNew extends Error {
  override readonly name = 'DataFolderTooNew';
}
