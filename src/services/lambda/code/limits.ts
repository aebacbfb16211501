/** Files, folders and links of one package together; AWS publishes no number, so this one guards the host's inodes. */
export const treeNodesMax = 100_000;

/** Entries of one package's central directory. */
export const zipEntriesMax = 65_535;

/** One entry's whole name. Linux allows 4,096 for a path, of which the folder it is unpacked in takes a part. */
export const entryNameBytesMax = 2_048;

/** One part of an entry's name. Source: NAME_MAX of Linux's file systems. */
export const entryPartBytesMax = 255;

/** A link's target. */
export const linkTargetBytesMax = 1_024;

/** Links followed while one link is checked. Source: MAXSYMLINKS of Linux. */
export const linkHopsMax = 40;

/** Entries at most this large are inflated in one step, larger ones as a stream. */
export const wholeEntryBytesMax = 1_048_576;

/** Entries of one package unpacked at the same time; Node's file system pool has 4 threads. */
export const entriesInFlightMax = 4;

/** Copies of trees made ahead, for functions that environments may come to have. */
export const sparesMax = 64;

/** Files, folders and links of a tree that is copied while a start waits for it: more take longer than booting a runtime. */
export const spotNodesMax = 200;

/** What is read of a function's code and layers to learn what they import of the AWS SDK. */
export const scannedFilesMax = 20_000;
export const scannedBytesMax = 64 * 1024 ** 2;

/** Packages of an SDK that one function is taken to import: each may be asked for at a registry. */
export const namedPackagesMax = 100;

/** Bytes before and after a name that are looked at: more than any name, and any line of imports that people write. */
export const scannedContextMax = 256;

/** Unpacked packages kept on disk, environments that use them aside. */
export const treesMax = 256;
export const treesBytesMax = 8 * 1024 ** 3;
