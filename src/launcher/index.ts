export type {
  EnvironmentSpec,
  Exit,
  ImageProgram,
  Interpreter,
  InterpreterAnswer,
  InterpreterKind,
  Isolation,
  Launcher,
  SandboxedProcess,
  Supervised,
} from './contract.ts';
export { describeHost, type HostFact, type HostReport } from './describe-host.ts';
export { type LauncherOptions, openLauncher } from './open-launcher.ts';
