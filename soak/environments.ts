/** `npm run soak:environments`: what the suite shows with hundreds of environments, with ten thousand. Takes minutes. */
import { describeChurn, describeNetworkChurn } from '../src/launcher/suite/churn.suite.ts';

describeChurn('process', 2_000);
describeChurn('bubblewrap', 10_000);
describeNetworkChurn(2_000);
