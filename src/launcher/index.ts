export type {
  EnvironmentSpec,
  Exit,
  FunctionHost,
  FunctionNetwork,
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
export { canChangeFolder } from './drivers/driver.ts';
export { actingAs, become, chooseIdentity, type Identity } from './identity.ts';
export { installRuntime, RuntimeNotInstalled } from './interpreters/install-runtime.ts';
export { type LauncherOptions, openLauncher } from './open-launcher.ts';
export { reachInside } from './reach-inside.ts';
export { installSdk } from './sdk/install-sdk.ts';
