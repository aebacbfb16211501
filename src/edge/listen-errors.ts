/** Why the edge cannot listen, each in one line that says what to do. */

export class PortInUse extends Error {
  override readonly name = 'PortInUse';

  constructor(host: string, port: number, cause?: unknown) {
    super(
      `Port ${port} on ${host} is in use: stop the program that listens there, or choose another port with --port.`,
      { cause },
    );
  }
}

export class PortNotPermitted extends Error {
  override readonly name = 'PortNotPermitted';

  constructor(host: string, port: number, cause?: unknown) {
    super(
      `This user may not listen on port ${port} of ${host}: choose a port from 1024 upwards with --port.`,
      { cause },
    );
  }
}

export class HostUnavailable extends Error {
  override readonly name = 'HostUnavailable';

  constructor(host: string, cause?: unknown) {
    super(
      `"${host}" is not an address of this machine: choose 127.0.0.1 or one of its own addresses with --host.`,
      { cause },
    );
  }
}

/** Puts the system's error about listening into words; any other error comes back as it is. */
export function explainListenError(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new PortInUse(host, port, error);
    case 'EACCES':
    case 'EPERM':
      return new PortNotPermitted(host, port, error);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new HostUnavailable(host, error);
    default:
      return error;
  }
}
