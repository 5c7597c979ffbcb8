//! The manifest: which files are the lake, and what each holds. Text in, a checked list out, and back. Knows no file but by its name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use model::Day;

use crate::Error;
use crate::place::{Place, Version};

/// The manifest's path.
pub(crate) const PATH: &str = "manifest.json";

/// The form of manifest, files and cubes together; another one means that a reader of this one must not guess.
pub const SCHEMA: &str = "jobtide.lake/1";

/// A file of postings, which is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// From the root of the lake.
    pub path: String,
    /// `2024-02`; all its postings are dated in it.
    pub month: String,
    /// Postings.
    pub rows: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Hash of the bytes, in hex.
    pub blake3: String,
    /// The first day on which one is dated.
    pub first_day: Day,
    /// The last one.
    pub last_day: Day,
}

/// Which table a cube file belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CubeKind {
    /// Postings by day, category, single tag, sense and source.
    Counts,
    /// Posted ranges of pay by the same.
    Pay,
}

impl CubeKind {
    /// Both.
    pub const ALL: [CubeKind; 2] = [CubeKind::Counts, CubeKind::Pay];

    /// The name in paths.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            CubeKind::Counts => "counts",
            CubeKind::Pay => "pay",
        }
    }
}

/// A month of a cube.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CubeFile {
    /// From the root of the lake.
    pub path: String,
    /// Which table.
    pub cube: CubeKind,
    /// `2024-02`.
    pub month: String,
    /// Cells.
    pub rows: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Hash of the bytes, in hex.
    pub blake3: String,
    /// Hash of the month's files that it was counted from: [`Manifest::month_hash`].
    pub of: String,
}

/// What a lake is, at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// How often it was replaced.
    pub generation: u64,
    /// Hash of the tag rules by which all postings were tagged.
    pub tag_rules: String,
    /// The tags of the columns, in their order.
    pub tags: Vec<String>,
    /// Postings, each key once.
    pub postings: u64,
    /// The last number that was given to a posting; each has its own, in the order of arrival.
    pub last_sequence: u64,
    /// For each store by its identity, how far its log was written here.
    pub stores: BTreeMap<String, u64>,
    /// The postings' files, by month and path.
    pub files: Vec<DataFile>,
    /// The cubes' files, by cube and month.
    pub cubes: Vec<CubeFile>,
}

impl Manifest {
    /// Of a lake without postings.
    pub(crate) fn empty(tagger: &tagger::Tagger) -> Manifest {
        Manifest {
            schema: SCHEMA.to_owned(),
            generation: 0,
            tag_rules: tagger.rules_hash().to_owned(),
            tags: tagger
                .rules()
                .iter()
                .map(|rule| rule.slug.clone())
                .collect(),
            postings: 0,
            last_sequence: 0,
            stores: BTreeMap::new(),
            files: Vec::new(),
            cubes: Vec::new(),
        }
    }

    /// The one of a place, with its version; `None` where there is no lake yet.
    ///
    /// # Errors
    /// Where the place refuses, and those of [`Manifest::from_bytes`].
    pub fn at(place: &dyn Place) -> Result<Option<(Manifest, Version)>, Error> {
        let Some((bytes, version)) = place.whole(PATH)? else {
            return Ok(None);
        };
        let path = format!("{}/{PATH}", place.name());
        Ok(Some((Manifest::from_bytes(&path, &bytes)?, version)))
    }

    /// Reads one. `path` is shown in errors.
    ///
    /// # Errors
    /// Where it is of another form, or none at all.
    pub fn from_bytes(path: &str, bytes: &[u8]) -> Result<Manifest, Error> {
        #[derive(Deserialize)]
        struct Form {
            schema: String,
        }
        let damaged = |error: serde_json::Error| {
            Error::damaged(path, format!("this is no manifest of a lake: {error}"))
        };
        let form: Form = serde_json::from_slice(bytes).map_err(damaged)?;
        if form.schema != SCHEMA {
            return Err(Error::Format {
                path: path.to_owned(),
                found: form.schema,
                known: SCHEMA,
            });
        }
        serde_json::from_slice(bytes).map_err(damaged)
    }

    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes =
            serde_json::to_vec_pretty(self).map_err(|error| Error::damaged(PATH, error))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The months that have postings, in order.
    pub fn months(&self) -> impl Iterator<Item = &str> {
        let chunks = self.files.chunk_by(|a, b| a.month == b.month);
        chunks.map(|files| files[0].month.as_str())
    }

    /// The files of a month.
    pub fn files_of<'a>(&'a self, month: &'a str) -> impl Iterator<Item = &'a DataFile> {
        self.files.iter().filter(move |file| file.month == month)
    }

    /// What a month holds, as one hash over its files.
    #[must_use]
    pub fn month_hash(&self, month: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        for file in self.files_of(month) {
            hasher.update(file.blake3.as_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// Bytes of postings and cubes together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let files = self.files.iter().map(|file| file.bytes);
        files.chain(self.cubes.iter().map(|cube| cube.bytes)).sum()
    }

    /// Every path that it names.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter().map(|file| file.path.as_str());
        files.chain(self.cubes.iter().map(|cube| cube.path.as_str()))
    }

    /// Brings files and cubes into their order.
    pub(crate) fn sort(&mut self) {
        self.files
            .sort_by(|a, b| (&a.month, &a.path).cmp(&(&b.month, &b.path)));
        self.cubes
            .sort_by(|a, b| (a.cube, &a.month).cmp(&(b.cube, &b.month)));
    }
}
