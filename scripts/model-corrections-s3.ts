import type { SourceModel } from './model-source.ts';

/** The root elements of S3's answers, as its API reference shows them; the published model has none. */
const documents: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'CompleteMultipartUploadResult',
  CreateMultipartUpload: 'InitiateMultipartUploadResult',
  DeleteObjects: 'DeleteResult',
  GetBucketAccelerateConfiguration: 'AccelerateConfiguration',
  GetBucketAcl: 'AccessControlPolicy',
  GetBucketCors: 'CORSConfiguration',
  GetBucketLifecycle: 'LifecycleConfiguration',
  GetBucketLifecycleConfiguration: 'LifecycleConfiguration',
  GetBucketLocation: 'LocationConstraint',
  GetBucketLogging: 'BucketLoggingStatus',
  GetBucketNotification: 'NotificationConfiguration',
  GetBucketNotificationConfiguration: 'NotificationConfiguration',
  GetBucketRequestPayment: 'RequestPaymentConfiguration',
  GetBucketTagging: 'Tagging',
  GetBucketVersioning: 'VersioningConfiguration',
  GetBucketWebsite: 'WebsiteConfiguration',
  GetObjectAcl: 'AccessControlPolicy',
  GetObjectAttributes: 'GetObjectAttributesResponse',
  GetObjectTagging: 'Tagging',
  ListBucketAnalyticsConfigurations: 'ListBucketAnalyticsConfigurationResult',
  ListBucketInventoryConfigurations: 'ListInventoryConfigurationsResult',
  ListBucketMetricsConfigurations: 'ListMetricsConfigurationsResult',
  ListBuckets: 'ListAllMyBucketsResult',
  ListDirectoryBuckets: 'ListAllMyDirectoryBucketsResult',
  ListMultipartUploads: 'ListMultipartUploadsResult',
  ListObjectVersions: 'ListVersionsResult',
  ListObjects: 'ListBucketResult',
  ListObjectsV2: 'ListBucketResult',
  ListParts: 'ListPartsResult',
};

/**
 * S3 as it answers, where its published model is silent: roots and namespace of its documents, GetBucketLocation's answer (the root
 * is the location), and what tells ListDirectoryBuckets from ListBuckets. Throws when the model lost one of them.
 */
export function correctS3(model: SourceModel): SourceModel {
  const operations = { ...model.operations };
  const change = (name: string, changed: (operation: Record<string, unknown>) => object) => {
    const operation = operations[name];
    if (operation === undefined) throw new Error(`s3 has no operation ${name} to correct`);
    operations[name] = { ...operation, ...changed(operation) };
  };
  for (const [name, root] of Object.entries(documents)) {
    change(name, ({ output }) => ({ output: { ...(output as object), locationName: root } }));
  }
  change('ListDirectoryBuckets', ({ http }) => ({
    http: { ...(http as object), requestUri: '/?x-id=ListDirectoryBuckets' },
  }));
  return {
    metadata: { ...model.metadata, xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/' },
    operations,
    shapes: {
      ...model.shapes,
      GetBucketLocationOutput: { ...model.shapes.GetBucketLocationOutput, unwrapped: true },
    },
  };
}
