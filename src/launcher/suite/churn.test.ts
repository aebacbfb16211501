import { describeChurn, describeNetworkChurn } from './churn.suite.ts';

describeChurn('process', 40);
// Nearly all that is made anew for each environment, this driver makes.
describeChurn('bubblewrap', 200);
describeNetworkChurn(104);
