import type { Operations } from '#models/logs';
import { notImplemented, type OperationTable } from '#service';
import type { LogsRoom } from '../room.ts';
import { createLogGroup } from './create-log-group.ts';
import { deleteLogGroup } from './delete-log-group.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeLogStreams } from './describe-log-streams.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';

const anomalies = notImplemented('no anomaly detection');
const delivery = notImplemented('comes with delivery of vended logs');
const encryption = notImplemented('logs are not encrypted with KMS keys');
const exports = notImplemented('comes with export to S3');
const insights = notImplemented('comes with Logs Insights');
const integrations = notImplemented('there is nothing here to integrate with');
const listing = notImplemented('DescribeLogGroups lists them');
const liveTail = notImplemented('comes with Live Tail');
const metricFilters = notImplemented('comes with filter patterns and metric filters');
const policies = notImplemented('comes with policies on log groups');
const retention = notImplemented('comes with retention');
const subscriptions = notImplemented('comes with subscription filters');
const tags = notImplemented('comes with tags');
const transformers = notImplemented('log events are not transformed');
const writing = notImplemented('comes with writing through the API');

/** Every operation of CloudWatch Logs: implemented, or refused with the reason (R2). */
export const logsTable: OperationTable<Operations, LogsRoom> = {
  AssociateKmsKey: encryption,
  AssociateSourceToS3TableIntegration: integrations,
  CancelExportTask: exports,
  CancelImportTask: exports,
  CreateDelivery: delivery,
  CreateExportTask: exports,
  CreateImportTask: exports,
  CreateLogAnomalyDetector: anomalies,
  CreateLogGroup: createLogGroup,
  CreateLogStream: writing,
  CreateLookupTable: insights,
  CreateScheduledQuery: insights,
  DeleteAccountPolicy: policies,
  DeleteDataProtectionPolicy: policies,
  DeleteDelivery: delivery,
  DeleteDeliveryDestination: delivery,
  DeleteDeliveryDestinationPolicy: delivery,
  DeleteDeliverySource: delivery,
  DeleteDestination: subscriptions,
  DeleteIndexPolicy: policies,
  DeleteIntegration: integrations,
  DeleteLogAnomalyDetector: anomalies,
  DeleteLogGroup: deleteLogGroup,
  DeleteLogStream: writing,
  DeleteLookupTable: insights,
  DeleteMetricFilter: metricFilters,
  DeleteQueryDefinition: insights,
  DeleteResourcePolicy: policies,
  DeleteRetentionPolicy: retention,
  DeleteScheduledQuery: insights,
  DeleteSubscriptionFilter: subscriptions,
  DeleteSyslogConfiguration: integrations,
  DeleteTransformer: transformers,
  DescribeAccountPolicies: policies,
  DescribeConfigurationTemplates: delivery,
  DescribeDeliveries: integrations,
  DescribeDeliveryDestinations: delivery,
  DescribeDeliverySources: delivery,
  DescribeDestinations: subscriptions,
  DescribeExportTasks: exports,
  DescribeFieldIndexes: insights,
  DescribeImportTaskBatches: exports,
  DescribeImportTasks: exports,
  DescribeIndexPolicies: policies,
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  DescribeLookupTables: insights,
  DescribeMetricFilters: metricFilters,
  DescribeQueries: insights,
  DescribeQueryDefinitions: insights,
  DescribeResourcePolicies: policies,
  DescribeSubscriptionFilters: subscriptions,
  DisassociateKmsKey: encryption,
  DisassociateSourceFromS3TableIntegration: integrations,
  FilterLogEvents: filterLogEvents,
  GetDataProtectionPolicy: policies,
  GetDelivery: delivery,
  GetDeliveryDestination: delivery,
  GetDeliveryDestinationPolicy: delivery,
  GetDeliverySource: delivery,
  GetIntegration: integrations,
  GetLogAnomalyDetector: anomalies,
  GetLogEvents: getLogEvents,
  GetLogFields: insights,
  GetLogGroupFields: insights,
  GetLogObject: insights,
  GetLogRecord: insights,
  GetLookupTable: insights,
  GetQueryResults: insights,
  GetScheduledQuery: insights,
  GetScheduledQueryHistory: insights,
  GetStorageTierPolicy: policies,
  GetTransformer: transformers,
  ListAggregateLogGroupSummaries: listing,
  ListAnomalies: anomalies,
  ListIntegrations: integrations,
  ListLogAnomalyDetectors: anomalies,
  ListLogGroups: listing,
  ListLogGroupsForQuery: insights,
  ListScheduledQueries: insights,
  ListSourcesForS3TableIntegration: integrations,
  ListSyslogConfigurations: integrations,
  ListTagsForResource: tags,
  ListTagsLogGroup: tags,
  PutAccountPolicy: policies,
  PutBearerTokenAuthentication: integrations,
  PutDataProtectionPolicy: policies,
  PutDeliveryDestination: delivery,
  PutDeliveryDestinationPolicy: delivery,
  PutDeliverySource: delivery,
  PutDestination: subscriptions,
  PutDestinationPolicy: subscriptions,
  PutIndexPolicy: policies,
  PutIntegration: integrations,
  PutLogEvents: writing,
  PutLogGroupDeletionProtection: policies,
  PutMetricFilter: metricFilters,
  PutQueryDefinition: insights,
  PutResourcePolicy: policies,
  PutRetentionPolicy: retention,
  PutStorageTierPolicy: policies,
  PutSubscriptionFilter: subscriptions,
  PutSyslogConfiguration: integrations,
  PutTransformer: transformers,
  StartLiveTail: liveTail,
  StartQuery: insights,
  StopQuery: insights,
  TagLogGroup: tags,
  TagResource: tags,
  TestMetricFilter: metricFilters,
  TestTransformer: transformers,
  UntagLogGroup: integrations,
  UntagResource: integrations,
  UpdateAnomaly: anomalies,
  UpdateDeliveryConfiguration: delivery,
  UpdateLogAnomalyDetector: anomalies,
  UpdateLookupTable: insights,
  UpdateScheduledQuery: insights,
};
