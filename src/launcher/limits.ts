/** Environments alive at once: one host uid each where the launcher is root. */
export const ENVIRONMENTS_MAX = 10_000;

/** Bytes of a function's variables, names and values together. AWS allows a user 4 KiB; the platform's own come on top. */
export const VARIABLES_BYTES_MAX = 65_536;

/** Bytes of a container image's command line. AWS allows 16 KiB in `ImageConfig`; an image's own has no limit but the kernel's. */
export const COMMAND_BYTES_MAX = 65_536;

/** Memory of a function, AWS quota: 128 to 10,240 MB. */
export const MEMORY_MIB_MAX = 10_240;

/** `/tmp` of a function, AWS quota: 512 to 10,240 MB. */
export const TMP_MIB_MAX = 10_240;

/** External extensions of one environment. Source: Lambda's error text, "Extension limit (10) reached". */
export const EXTENSIONS_MAX = 10;

/** How long the launcher process may take over one command before its caller gives up on it. */
export const COMMAND_TIMEOUT_MS = 30_000;

/** How long over a start: hundreds at once on a busy host wait for each other, and each for a network. */
export const START_TIMEOUT_MS = 120_000;

/** Commands waiting for the launcher process's answer. */
export const COMMANDS_PENDING_MAX = 1_024;

/** How long a probed program may run. */
export const PROBE_TIMEOUT_MS = 10_000;

/** Bytes of a probed program's output that are kept. */
export const PROBE_OUTPUT_BYTES_MAX = 16_384;

/** A launcher process that dies this often within the window below is not started again. */
export const RESTARTS_MAX = 5;

/** Pause before the second of them; before each further one it is twice as long. */
export const RESTART_BACKOFF_MS = 20;

/** See `RESTARTS_MAX`. */
export const RESTART_WINDOW_MS = 60_000;

/** Bytes of the line that introduces a stream to the gateway. */
export const HELLO_BYTES_MAX = 128;

/** How long a connection to the gateway's socket may take to introduce itself. */
export const HELLO_TIMEOUT_MS = 5_000;

/** Connections to the gateway's socket that have not introduced themselves yet. */
export const HELLO_PENDING_MAX = 256;

/** Bytes of a Unix socket's path: `sun_path` holds 108 on Linux and 104 on macOS, zero included. */
export const SOCKET_PATH_BYTES_MAX = 100;

/** Rounds of looking for processes of an environment that were born while it was being killed. */
export const KILL_ROUNDS_MAX = 2_000;

/** Pause between two such rounds. */
export const KILL_ROUND_MS = 2;

/** Bytes of a package's description at the npm registry; the Node.js packages have about 0.5 MB. */
export const REGISTRY_DOCUMENT_BYTES_MAX = 16 * 1024 * 1024;

/** Bytes of a Node.js tarball; they have about 50 MB. */
export const TARBALL_BYTES_MAX = 256 * 1024 * 1024;

/** Bytes of the Node.js program in it; it has about 120 MB. */
export const NODE_PROGRAM_BYTES_MAX = 512 * 1024 * 1024;

/** How long a Node.js may take to arrive, description included. */
export const DOWNLOAD_TIMEOUT_MS = 600_000;

/** Bytes of one package of the AWS SDKs; botocore, the largest, has 17 MB. */
export const SDK_ARCHIVE_BYTES_MAX = 64 * 1024 * 1024;

/** What one of them may unpack to; botocore has 2,000 files of 30 MB. */
export const SDK_FILES_MAX = 20_000;
export const SDK_UNPACKED_BYTES_MAX = 256 * 1024 * 1024;

/** Packages that are fetched and unpacked at once. */
export const SDK_PARTS_IN_FLIGHT_MAX = 8;

/** Packages that a client needs beside those that are pinned; some have one or two of their own. */
export const SDK_FOREIGN_PACKAGES_MAX = 8;

/** Files of one of them that are written at once. */
export const SDK_FILES_IN_FLIGHT_MAX = 16;

/** How long what one function needs of an SDK may take to arrive. */
export const SDK_TIMEOUT_MS = 120_000;

/** Pause after it did not. */
export const SDK_RETRY_MS = 60_000;

/** Names of packages that there will never be, of which the operator is told. */
export const SDK_NAMES_TOLD_MAX = 1_000;

/** Network namespaces of one Lambent: one for every environment. The name of a link has room for four digits. */
export const NETWORKS_MAX = ENVIRONMENTS_MAX;

/** Networks whose addresses a Lambent takes at once, of 65,536 that there are for all Lambents of a host. */
export const NETWORKS_PER_BLOCK = 1_024;

/** Networks that wait ready at most: as many as environments are started at once on a large machine. */
export const NETWORKS_AHEAD_MAX = 8;

/** Until Lambents of one host that begin or end at the same time had their turns at its forwarding. */
export const FORWARDING_LOCK_TIMEOUT_S = 5;

/** After one was taken, until others are made ready. */
export const NETWORKS_TOP_UP_MS = 200;

/** Namespaces removed by one run of `ip`, which has as long as a probed program. */
export const NAMESPACES_REMOVED_AT_ONCE = 500;

/** Bytes that are read of the rules of other programs on this host. */
export const NFT_OUTPUT_BYTES_MAX = 1024 * 1024;

/** How long the program that opens a namespace's listeners may take. */
export const LISTENERS_TIMEOUT_MS = 10_000;

/** Processes and threads of one environment, AWS quota. */
export const PROCESSES_MAX = 1_024;

/** The largest process id. Source: PID_MAX_LIMIT of Linux. */
export const PID_MAX = 4_194_304;

/** Open files of one process in an environment, AWS quota. */
export const OPEN_FILES_MAX = 1_024;

/** Memory that AWS gives one whole processor for. */
export const MIB_PER_CPU = 1_769;

/** The period in which a share of the processor is measured out, the kernel's own default. */
export const CPU_PERIOD_US = 100_000;

/** The smallest share that the kernel accepts. */
export const CPU_QUOTA_US_MIN = 1_000;

/** Attempts to find an environment frozen, and to remove a control group. */
export const FREEZE_ROUNDS_MAX = 500;
export const CGROUP_REMOVE_ROUNDS_MAX = 500;

/** Pause between two such attempts. */
export const CGROUP_ROUND_MS = 2;

/** Bytes of `/dev/shm`. AWS has none; Python's multiprocessing wants some. */
export const SHM_BYTES = 16 * 1024 * 1024;

/** Sizes of `/tmp` for which file systems wait mounted, and how many of each. */
export const TMP_SIZES_MAX = 4;
export const TMP_IDLE_MAX = 8;

/** Of the host's memory, what `/tmp` of all environments may take where it is memory, and how often that is looked at. */
export const TMP_MEMORY_SHARE_MAX = 0.5;
export const TMP_CHECK_PERIOD_MS = 200;

/** How often the host's addresses are looked at, which an ordinary user's functions must not reach. */
export const HOST_ADDRESSES_PERIOD_MS = 1_000;

/** Of the host's memory, what all environments together may use where control groups are. */
export const HOST_MEMORY_SHARE_MAX = 0.9;

/** Host uids of gateways that root started: beyond those of environments, see `scratch.ts`, and below 2^31. */
export const GATEWAY_UIDS_FROM = 2_079_048_192;
export const GATEWAY_UIDS = 20_000;

/** Ports below this one are root's. */
export const PRIVILEGED_PORTS = 1_024;

/** Connections of one environment to one of its inner listeners at once. */
export const INNER_CONNECTIONS_MAX = 256;

/** How long a service that is opened to functions may take to accept a connection. */
export const FUNCTION_HOST_CONNECT_TIMEOUT_MS = 10_000;

/** Silence after which the kernel asks whether such a service is still there. */
export const FUNCTION_HOST_KEEP_ALIVE_MS = 60_000;

/** How long such a service may take for the rest of what a function wrote before it went. */
export const FUNCTION_HOST_LINGER_MS = 60_000;

/** Between two lines of the operator's log that such a service is not reached. */
export const FUNCTION_HOST_WARNING_MS = 60_000;
