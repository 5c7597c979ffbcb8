//! Addresses of files in, who reads them out: this machine's as ever, and buckets by the environment of the process that reads. Knows no table.

use std::sync::Arc;

use datafusion::error::{DataFusionError, Result};
use datafusion::execution::object_store::{DefaultObjectStoreRegistry, ObjectStoreRegistry};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use object_store::ObjectStore;
use url::Url;

/// What has to be had wherever a part of a query runs: files of this machine, and any bucket that `AWS_…` of this process opens.
#[must_use]
pub fn environment() -> RuntimeEnvBuilder {
    RuntimeEnvBuilder::new().with_object_store_registry(Arc::new(Stores::default()))
}

/// A plan names buckets, and whoever gets a part of it has never heard of them: so each is opened when it is first asked for.
#[derive(Debug, Default)]
struct Stores {
    known: DefaultObjectStoreRegistry,
}

impl ObjectStoreRegistry for Stores {
    fn register_store(
        &self,
        url: &Url,
        store: Arc<dyn ObjectStore>,
    ) -> Option<Arc<dyn ObjectStore>> {
        self.known.register_store(url, store)
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        let known = self.known.get_store(url);
        if known.is_ok() || url.scheme() != "s3" {
            return known;
        }
        let opened = bucket::objects(url.as_str());
        let opened = opened.map_err(|error| DataFusionError::External(Box::new(error)))?;
        self.known.register_store(url, Arc::clone(&opened));
        Ok(opened)
    }
}
