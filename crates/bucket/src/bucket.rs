//! A bucket as the place of a lake: each promise of a place, kept by requests. Knows no content.

use std::any::Any;
use std::env;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::TryStreamExt;
use lake::{Error, Listed, Place, Readable, Version};
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, ClientConfigKey, ObjectStore, ObjectStoreExt, PutMode, PutOptions, RetryConfig,
    UpdateVersion,
};

use crate::address::Address;
use crate::ahead::Object;
use crate::refusal::Refusal;
use crate::scratch::Scratch;
use crate::upload::{self, Fault};
use crate::worker::Worker;

/// How long a request that is refused or broken off is repeated, unless the environment says otherwise.
const PATIENCE_SECONDS: u64 = 60;
/// Seconds, in the environment.
const PATIENCE: &str = "JOBTIDE_S3_PATIENCE";
/// A request with 8 MiB may take so long: four at a time by a line of 2 Mbit/s.
const REQUEST: &str = "150 seconds";
/// Tries to replace an object after each of which it was looked at.
const REPLACING: u32 = 4;
/// Where [`Place::claim`] tries whether conditions are heeded; nothing comes to lie there.
const PROBE: &str = "_probe";
/// An entity tag that no object has.
const NO_TAG: &str = "\"00000000000000000000000000000000\"";

/// A bucket, or what lies under a prefix of it.
pub struct Bucket {
    address: Address,
    store: Arc<AmazonS3>,
    worker: Arc<Worker>,
    /// Below which scratch folders are made.
    parent: PathBuf,
    scratch: Mutex<Option<Scratch>>,
}

impl fmt::Debug for Bucket {
    /// By name alone: the rest holds credentials.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bucket").field(&self.address.name()).finish()
    }
}

impl Bucket {
    /// The lake at `s3://bucket/prefix`; endpoint, region and credentials come from the environment (`AWS_…`). What is not finished lies below `scratch`, or below
    /// the system's folder for temporary files. Nothing is asked of the server yet.
    ///
    /// # Errors
    /// Where the name is none, the environment is not enough, or no thread can be started.
    pub fn open(name: &str, scratch: Option<&Path>) -> Result<Bucket, crate::Error> {
        let address = Address::parse(name)?;
        let worker = Worker::start().map_err(|source| crate::Error::Worker {
            name: address.name(),
            source,
        })?;
        let parent = scratch.map_or_else(|| env::temp_dir().join("jobtide-lake"), Path::to_owned);
        Ok(Bucket {
            store: Arc::new(client(&address)?),
            address,
            worker: Arc::new(worker),
            parent,
            scratch: Mutex::new(None),
        })
    }

    fn named(&self, path: &str) -> String {
        match path {
            "" => self.address.name(),
            path => format!("{}/{path}", self.address.name()),
        }
    }

    fn key(&self, path: &str) -> Result<Key, Error> {
        let wrong = || Error::Damaged {
            path: self.named(path),
            what: "this can be no key of a bucket".to_owned(),
        };
        self.address.key(path).ok_or_else(wrong)
    }

    fn fault(&self, path: &str) -> impl Fn(io::Error) -> Error + use<> {
        let path = self.named(path);
        move |source| Error::Io {
            path: path.clone(),
            source,
        }
    }

    fn refused(&self, path: &str) -> impl Fn(object_store::Error) -> Error + use<> {
        let named = self.named(path);
        move |error| Refusal::of(&error).at(&named)
    }

    /// One request to its end.
    fn ask<T: Send + 'static>(
        &self,
        path: &str,
        asking: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Error> {
        self.worker.run(asking).map_err(self.fault(path))
    }

    /// Puts under a condition, once; the condition may have been asked by a request that was broken off, too.
    fn put_if(
        &self,
        path: &str,
        bytes: &[u8],
        mode: PutMode,
    ) -> Result<Result<(), Refusal>, Error> {
        let (store, key) = (Arc::clone(&self.store), self.key(path)?);
        let bytes = bytes.to_vec();
        let put = async move {
            let options = PutOptions::from(mode);
            store.put_opts(&key, bytes.into(), options).await
        };
        let done = self.ask(path, put)?;
        Ok(done.map(drop).map_err(|error| Refusal::of(&error)))
    }
}

/// The objects of `s3://bucket` for an engine, whatever stands behind the bucket's name: by a client of their own, since a client's connections belong to the runtime
/// that they were made in.
///
/// # Errors
/// Where the name is none or the environment is not enough.
pub fn objects(name: &str) -> Result<Arc<dyn ObjectStore>, crate::Error> {
    Ok(Arc::new(client(&Address::parse(name)?)?))
}

/// A client by the environment.
fn client(address: &Address) -> Result<AmazonS3, crate::Error> {
    let wrong = |what: String| crate::Error::Environment {
        name: address.name(),
        what,
    };
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let endpoint = set("AWS_ENDPOINT_URL").or_else(|| set("AWS_ENDPOINT"));
    let allows_http = set("AWS_ALLOW_HTTP").is_some_and(|value| value == "true" || value == "1");
    if let Some(endpoint) = endpoint.filter(|url| url.starts_with("http://"))
        && !allows_http
    {
        return Err(wrong(format!(
            "the endpoint {endpoint} is not encrypted; set AWS_ALLOW_HTTP=true if that is meant"
        )));
    }
    let patience = match set(PATIENCE) {
        None => PATIENCE_SECONDS,
        Some(text) => text.parse().map_err(|_| {
            wrong(format!(
                "{PATIENCE}: `{text}` is no whole number of seconds"
            ))
        })?,
    };
    let retry = RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            base: 2.0,
        },
        // The time is what bounds them.
        max_retries: usize::MAX,
        retry_timeout: Duration::from_secs(patience),
    };
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(&address.bucket)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_retry(retry);
    if set("AWS_TIMEOUT").is_none() {
        let key = AmazonS3ConfigKey::Client(ClientConfigKey::Timeout);
        builder = builder.with_config(key, REQUEST);
    }
    builder
        .build()
        .map_err(|error| wrong(format!("{error}; see the variables AWS_… (docs/lake.md)")))
}

impl Place for Bucket {
    fn name(&self) -> String {
        self.address.name()
    }

    fn root(&self) -> Result<String, Error> {
        Ok(self.address.name())
    }

    fn list(&self, folder: &str) -> Result<Vec<Listed>, Error> {
        let store = Arc::clone(&self.store);
        let prefix = self.key(folder)?;
        let listing = async move { store.list(Some(&prefix)).try_collect::<Vec<_>>().await };
        let objects = self.ask(folder, listing)?.map_err(self.refused(folder))?;
        let listed = objects.iter().filter_map(|object| {
            let path = self.address.path(&object.location)?.to_owned();
            let size = object.size;
            Some(Listed { path, size })
        });
        let mut listed: Vec<Listed> = listed.collect();
        listed.sort();
        Ok(listed)
    }

    fn open(&self, path: &str) -> Result<Box<dyn Readable>, Error> {
        let (store, worker) = (Arc::clone(&self.store), Arc::clone(&self.worker));
        let opened = Object::open(store, worker, self.key(path)?).map_err(self.fault(path))?;
        Ok(Box::new(opened.map_err(self.refused(path))?))
    }

    fn whole(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>, Error> {
        let (store, key) = (Arc::clone(&self.store), self.key(path)?);
        let get = async move {
            let answer = store.get(&key).await?;
            let tag = answer.meta.e_tag.clone();
            Ok((answer.bytes().await?, tag))
        };
        let got: object_store::Result<_> = self.ask(path, get)?;
        match got {
            Ok((bytes, Some(tag))) => Ok(Some((bytes.into(), Version(tag)))),
            Ok((_, None)) => Err(self.fault(path)(io::Error::other(
                "the server gives no entity tag, without which two runs cannot be kept apart; keep the lake on another one",
            ))),
            Err(error) => match Refusal::of(&error) {
                Refusal::NoObject => Ok(None),
                refusal => Err(refusal.at(&self.named(path))),
            },
        }
    }

    fn put(&self, finished: &Path, path: &str) -> Result<(), Error> {
        let (store, key) = (Arc::clone(&self.store), self.key(path)?);
        let sending = upload::upload(store, finished.to_owned(), key);
        let sent = self.ask(path, sending)?;
        let taken = sent.and_then(|()| std::fs::remove_file(finished).map_err(Fault::File));
        taken.map_err(|fault| match fault {
            Fault::File(source) => Error::Io {
                path: finished.display().to_string(),
                source,
            },
            Fault::Server(error) => Refusal::of(&error).at(&self.named(path)),
        })
    }

    fn replace(&self, path: &str, bytes: &[u8], was: Option<&Version>) -> Result<(), Error> {
        let mut last = Refusal::Condition;
        for wait in 0..REPLACING {
            std::thread::sleep(Duration::from_millis(200) * wait);
            let mode = match was {
                None => PutMode::Create,
                Some(tag) => PutMode::Update(UpdateVersion {
                    e_tag: Some(tag.0.clone()),
                    version: None,
                }),
            };
            let Err(refusal) = self.put_if(path, bytes, mode)? else {
                return Ok(());
            };
            // Whether a request whose answer was lost was carried out is seen by looking. These bytes are ours: they name files by hash, so that whoever
            // put the same did the same.
            let is = self.whole(path).map_err(|look| self.fault(path)(io::Error::other(format!(
                "it is not known whether it was replaced ({refusal}), and it cannot be looked at ({look}); `jobtide lake verify` says what holds once the server answers"
            ))))?;
            if is.as_ref().is_some_and(|(is, _)| is == bytes) {
                return Ok(());
            }
            if is.map(|(_, version)| version).as_ref() != was {
                return Err(Error::Overtaken { place: self.name() });
            }
            // It is as it was. An earlier try that arrives after all does no harm: its condition is that of this one.
            if !matches!(refusal, Refusal::Condition | Refusal::Unanswered(_)) {
                return Err(refusal.at(&self.named(path)));
            }
            last = refusal;
        }
        Err(last.at(&self.named(path)))
    }

    fn remove(&self, path: &str) -> Result<(), Error> {
        let (store, key) = (Arc::clone(&self.store), self.key(path)?);
        let removed = self.ask(path, async move { store.delete(&key).await })?;
        match removed.map_err(|error| Refusal::of(&error)) {
            Ok(()) | Err(Refusal::NoObject) => Ok(()),
            Err(refusal) => Err(refusal.at(&self.named(path))),
        }
    }

    fn scratch(&self) -> Result<PathBuf, Error> {
        let refused = |source| Error::Io {
            path: self.parent.display().to_string(),
            source,
        };
        let mut held = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        // The one before is removed first, with what a run left in it.
        drop(held.take());
        let fresh = Scratch::make(&self.parent).map_err(refused)?;
        Ok(held.insert(fresh).files())
    }

    /// Keeps nobody away, since nothing can be locked behind an S3 API: a lock object would outlive a run that is killed, and a lease needs clocks that agree.
    /// The condition on the manifest is enough. Files of two runs do not meet: no file is changed, names hold generation and hash, and what a run removes
    /// beforehand is of generations that its manifest has behind it, so never a file that another run is about to name. Of two runs that read the same manifest
    /// the first to replace it wins; the other one is told, and its files are named by nobody. Waiting would have spared it the work, no more.
    ///
    /// All this hangs on a server that heeds conditions, so a run begins with a put that must fail.
    fn claim(&self) -> Result<Box<dyn Any + Send>, Error> {
        let never = PutMode::Update(UpdateVersion {
            e_tag: Some(NO_TAG.to_owned()),
            version: None,
        });
        match self.put_if(PROBE, b"", never)? {
            Err(Refusal::Condition) => Ok(Box::new(())),
            Err(refusal) => Err(refusal.at(&self.named(PROBE))),
            Ok(()) => {
                self.remove(PROBE)?;
                Err(self.fault("")(io::Error::other(
                    "the server does not heed If-Match when an object is put, so that two runs could not be kept apart; keep the lake on another server or in a folder (docs/lake.md)",
                )))
            }
        }
    }
}
