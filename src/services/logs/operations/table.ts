import type { Operations } from '#models/logs';
import { notImplemented, type OperationTable } from '#service';
import type { LogsRoom } from '../room.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { deleteLogGroup } from './delete-log-group.ts';
import { deleteLogStream } from './delete-log-stream.ts';
import { deleteMetricFilter } from './delete-metric-filter.ts';
import { deleteRetentionPolicy } from './delete-retention-policy.ts';
import { deleteSubscriptionFilter } from './delete-subscription-filter.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeLogStreams } from './describe-log-streams.ts';
import { describeMetricFilters } from './describe-metric-filters.ts';
import { describeSubscriptionFilters } from './describe-subscription-filters.ts';
import { filterLogEvents } from './filter-log-events.ts';
import { getLogEvents } from './get-log-events.ts';
import { listLogGroups } from './list-log-groups.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { listTagsLogGroup } from './list-tags-log-group.ts';
import { putLogEvents } from './put-log-events.ts';
import { putLogGroupDeletionProtection } from './put-log-group-deletion-protection.ts';
import { putMetricFilter } from './put-metric-filter.ts';
import { putRetentionPolicy } from './put-retention-policy.ts';
import { putSubscriptionFilter } from './put-subscription-filter.ts';
import { startLiveTail } from './start-live-tail.ts';
import { tagLogGroup } from './tag-log-group.ts';
import { tagResource } from './tag-resource.ts';
import { testMetricFilter } from './test-metric-filter.ts';
import { untagLogGroup } from './untag-log-group.ts';
import { untagResource } from './untag-resource.ts';

const anomalies = notImplemented('no anomaly detection');
const delivery = notImplemented('comes with delivery of vended logs');
const destinations = notImplemented('subscriptions lead to functions alone');
const encryption = notImplemented('logs are not encrypted with KMS keys');
const exports = notImplemented('comes with export to S3');
const insights = notImplemented('comes with Logs Insights');
const integrations = notImplemented('there is nothing here to integrate with');
const listing = notImplemented('DescribeLogGroups lists them');
const policies = notImplemented('comes with policies on log groups');
const transformers = notImplemented('log events are not transformed');

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
  CreateLogStream: createLogStream,
  CreateLookupTable: insights,
  CreateScheduledQuery: insights,
  DeleteAccountPolicy: policies,
  DeleteDataProtectionPolicy: policies,
  DeleteDelivery: delivery,
  DeleteDeliveryDestination: delivery,
  DeleteDeliveryDestinationPolicy: delivery,
  DeleteDeliverySource: delivery,
  DeleteDestination: destinations,
  DeleteIndexPolicy: policies,
  DeleteIntegration: integrations,
  DeleteLogAnomalyDetector: anomalies,
  DeleteLogGroup: deleteLogGroup,
  DeleteLogStream: deleteLogStream,
  DeleteLookupTable: insights,
  DeleteMetricFilter: deleteMetricFilter,
  DeleteQueryDefinition: insights,
  DeleteResourcePolicy: policies,
  DeleteRetentionPolicy: deleteRetentionPolicy,
  DeleteScheduledQuery: insights,
  DeleteSubscriptionFilter: deleteSubscriptionFilter,
  DeleteSyslogConfiguration: integrations,
  DeleteTransformer: transformers,
  DescribeAccountPolicies: policies,
  DescribeConfigurationTemplates: delivery,
  DescribeDeliveries: integrations,
  DescribeDeliveryDestinations: delivery,
  DescribeDeliverySources: delivery,
  DescribeDestinations: destinations,
  DescribeExportTasks: exports,
  DescribeFieldIndexes: insights,
  DescribeImportTaskBatches: exports,
  DescribeImportTasks: exports,
  DescribeIndexPolicies: policies,
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  DescribeLookupTables: insights,
  DescribeMetricFilters: describeMetricFilters,
  DescribeQueries: insights,
  DescribeQueryDefinitions: insights,
  DescribeResourcePolicies: policies,
  DescribeSubscriptionFilters: describeSubscriptionFilters,
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
  ListLogGroups: listLogGroups,
  ListLogGroupsForQuery: insights,
  ListScheduledQueries: insights,
  ListSourcesForS3TableIntegration: integrations,
  ListSyslogConfigurations: integrations,
  ListTagsForResource: listTagsForResource,
  ListTagsLogGroup: listTagsLogGroup,
  PutAccountPolicy: policies,
  PutBearerTokenAuthentication: integrations,
  PutDataProtectionPolicy: policies,
  PutDeliveryDestination: delivery,
  PutDeliveryDestinationPolicy: delivery,
  PutDeliverySource: delivery,
  PutDestination: destinations,
  PutDestinationPolicy: destinations,
  PutIndexPolicy: policies,
  PutIntegration: integrations,
  PutLogEvents: putLogEvents,
  PutLogGroupDeletionProtection: putLogGroupDeletionProtection,
  PutMetricFilter: putMetricFilter,
  PutQueryDefinition: insights,
  PutResourcePolicy: policies,
  PutRetentionPolicy: putRetentionPolicy,
  PutStorageTierPolicy: policies,
  PutSubscriptionFilter: putSubscriptionFilter,
  PutSyslogConfiguration: integrations,
  PutTransformer: transformers,
  StartLiveTail: startLiveTail,
  StartQuery: insights,
  StopQuery: insights,
  TagLogGroup: tagLogGroup,
  TagResource: tagResource,
  TestMetricFilter: testMetricFilter,
  TestTransformer: transformers,
  UntagLogGroup: untagLogGroup,
  UntagResource: untagResource,
  UpdateAnomaly: anomalies,
  UpdateDeliveryConfiguration: delivery,
  UpdateLogAnomalyDetector: anomalies,
  UpdateLookupTable: insights,
  UpdateScheduledQuery: insights,
};
