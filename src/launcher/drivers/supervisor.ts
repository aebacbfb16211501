import type { Supervised } from '../contract.ts';

/**
 * The first process of an environment whose runtime speaks HTTP. It starts the external extensions at once and the runtime when it
 * is told to, and says on descriptor 3, a line each, what became of them:
 *
 * - `extension <number> <status>`: the extension of that number, counted from 0, has ended
 * - `started <pid>`: the runtime runs, under that process id of the sandbox
 * - `runtime <status>`: it has ended
 *
 * A status above 128 stands for the signal 128 less, as every shell has it. It reads `start` first, then `term <pid>` for each process
 * that shall get SIGTERM, and ends with the descriptor. Descriptor 5 takes what extensions write; 9 keeps the standard error away from
 * the shell's own remarks. Extensions do not get the variables that are the runtime's alone. Source: Lambda developer guide, "Lambda Extensions API".
 */
const script = (shell: string) => `
exec 9>&2 2>/dev/null
number=0
while [ "$1" != -- ]; do
  (
    (
      unset AWS_EXECUTION_ENV AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_XRAY_CONTEXT_MISSING \\
        AWS_XRAY_DAEMON_ADDRESS LAMBDA_RUNTIME_DIR LAMBDA_TASK_ROOT _HANDLER _AWS_XRAY_DAEMON_ADDRESS \\
        _AWS_XRAY_DAEMON_PORT _LAMBDA_TELEMETRY_LOG_FD _LAMBENT_TRANSPORT
      exec "$1" >&5 2>&5 3>&- 4>&- 5>&- 9>&-
    )
    printf 'extension %s %s\\n' "$number" "$?" >&3
  ) &
  number=$((number + 1))
  shift
done
shift
IFS= read -r order <&3 || exit 0
(while read -r order pid <&3; do kill -TERM "$pid"; done) &
${shell} -c 'printf "started %s\\n" $$ >&3; exec "$@" 2>&9 3</dev/null 5>&- 9>&-' runtime "$@"
printf 'runtime %s\\n' "$?" >&3
wait
`;

/** The command line of the supervisor. `shell` is one whose words need no quotes; `place` is where a path of AWS's lies for the processes of this driver. */
export function supervised(
  { program, extensions }: Supervised,
  runtimeCommand: readonly string[],
  place: (path: string) => string,
  shell: readonly string[] = ['/bin/sh'],
): string[] {
  return [
    ...[...shell, '-c', script(shell.join(' ')), 'supervisor'],
    ...extensions.map((name) => place(`/opt/extensions/${name}`)),
    '--',
    ...(program === undefined ? [] : [place(program)]),
    ...runtimeCommand,
  ];
}
