//! `s3://bucket/prefix` in, its parts out; paths of a lake in, keys of the bucket out, and back. Asks no server.

use object_store::path::Path;

use crate::Error;

/// Where in which bucket a lake lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) bucket: String,
    /// Without a slash at either end; empty for the whole bucket.
    prefix: String,
}

impl Address {
    pub(crate) fn parse(name: &str) -> Result<Address, Error> {
        let wrong = |what| Error::Address {
            name: name.to_owned(),
            what,
        };
        let rest = name
            .strip_prefix("s3://")
            .ok_or_else(|| wrong("it does not begin with s3://"))?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_of_names = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-._".contains(letter)
        };
        if bucket.is_empty() || !bucket.chars().all(is_of_names) {
            return Err(wrong(
                "a bucket's name has small letters, digits, dots and hyphens",
            ));
        }
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        // A key with empty, `.` or `..` parts is another one to some servers.
        if Path::parse(prefix).is_err() || prefix.starts_with('/') {
            return Err(wrong("its prefix is no path of named parts"));
        }
        Ok(Address {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
        })
    }

    /// As a person names it.
    pub(crate) fn name(&self) -> String {
        match self.prefix.as_str() {
            "" => format!("s3://{}", self.bucket),
            prefix => format!("s3://{}/{prefix}", self.bucket),
        }
    }

    /// The key of a path; `None` where the path can be none.
    pub(crate) fn key(&self, path: &str) -> Option<Path> {
        let whole = match (self.prefix.as_str(), path) {
            ("", path) => path.to_owned(),
            (prefix, "") => prefix.to_owned(),
            (prefix, path) => format!("{prefix}/{path}"),
        };
        Path::parse(whole).ok()
    }

    /// The path of a key; `None` where it lies outside.
    pub(crate) fn path<'k>(&self, key: &'k Path) -> Option<&'k str> {
        match self.prefix.as_str() {
            "" => Some(key.as_ref()),
            prefix => key.as_ref().strip_prefix(prefix)?.strip_prefix('/'),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_bucket_and_prefix_and_paths_go_both_ways() {
        for (name, bucket, key) in [
            ("s3://b-1.x", "b-1.x", "month=2024-02/f"),
            ("s3://b/", "b", "month=2024-02/f"),
            (
                "s3://b/lakes/über uns/",
                "b",
                "lakes/über uns/month=2024-02/f",
            ),
        ] {
            let address = Address::parse(name).unwrap();
            let made = address.key("month=2024-02/f").unwrap();
            assert_eq!((address.bucket.as_str(), made.as_ref()), (bucket, key));
            assert_eq!(address.path(&made), Some("month=2024-02/f"));
            assert_eq!(address.name(), name.trim_end_matches('/'));
        }
        let address = Address::parse("s3://b/lake").unwrap();
        assert_eq!(address.path(&Path::parse("lake2/f").unwrap()), None);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for name in [
            "b/lake",
            "s3://",
            "s3:///lake",
            "s3://B/lake",
            "s3://b//lake",
            "s3://b/a//c",
            "s3://b/../c",
        ] {
            let error = Address::parse(name).unwrap_err().to_string();
            assert!(error.starts_with(name), "{error}");
        }
    }
}
