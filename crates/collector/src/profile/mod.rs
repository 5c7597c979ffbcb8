//! A profile's TOML text in, a checked mapping from records to postings out. Knows no record and no file of data.

mod date;
pub(crate) mod fault;
mod field;
mod pay;
mod rule;
mod shipped;

use globset::{Glob, GlobSet, GlobSetBuilder};
use model::{Market, Platform, SourceId};
use serde::Deserialize;

pub(crate) use date::{DateFormat, DateSource};
pub use fault::ProfileError;
pub(crate) use field::{FieldRef, Origin, Pattern, TemplatePart, TextSource};
pub(crate) use pay::{Amounts, CurrencySource, PaySource};
pub(crate) use rule::{Rule, Test};
pub use shipped::{UnknownProfile, find_profile, profile_text, shipped_profiles};

/// How an archive of one kind maps to postings.
#[derive(Debug)]
pub struct Profile {
    pub(crate) source: SourceId,
    pub(crate) mapping: Mapping,
    readable: GlobSet,
}

/// The outer form of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Rows under a header line.
    Csv,
    /// One JSON document that holds an array of records.
    Json,
    /// One JSON record a line.
    Jsonl,
    /// RSS 0.9x, 1.0 (RDF), 2.0 or Atom.
    Feed,
    /// Columns of a Parquet file; whoever opens it hands its rows over as lines of JSON.
    Parquet,
}

/// The keys of a profile file, as its author wrote them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mapping {
    /// One line for `jobtide profiles`.
    describe: String,
    /// The outer form.
    pub(crate) format: Format,
    /// Names of the files that the profile reads in a folder.
    files: Vec<String>,
    /// JSON pointer to the array of records; the document itself where it is absent.
    #[serde(default)]
    pub(crate) records: FieldPointer,
    /// CSV column divider.
    #[serde(default = "comma")]
    pub(crate) delimiter: char,
    /// Name of the character encoding, where the file does not say and it is not UTF-8.
    pub(crate) encoding: Option<Encoding>,
    platform: Platform,
    market: Market,
    /// Whom to credit where postings of the archive are shown.
    attribution: Option<String>,
    /// The licence that the archive is under.
    licence: Option<String>,
    /// A block of labels inside a text, whose values become the fields `block:<label>`.
    pub(crate) block: Option<Block>,
    /// The platform's own id.
    pub(crate) id: Option<IdSource>,
    pub(crate) url: Option<TextSource>,
    pub(crate) title: TextSource,
    pub(crate) body: Option<TextSource>,
    /// Tried in order; the first that is stated and parses wins.
    #[serde(default)]
    pub(crate) published: Vec<DateSource>,
    pub(crate) category: Option<LabelSource>,
    pub(crate) skills: Option<SkillsSource>,
    /// Tried in order; the first that is stated wins.
    #[serde(default)]
    pub(crate) pay: Vec<PaySource>,
    pub(crate) country: Option<TextSource>,
    pub(crate) organisation: Option<TextSource>,
    /// A record that any of these fits is left out.
    #[serde(default)]
    pub(crate) leave_out: Vec<Rule>,
}

fn comma() -> char {
    ','
}

/// The keys on the way from the document to its records.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct FieldPointer(pub(crate) Vec<String>);

impl TryFrom<String> for FieldPointer {
    type Error = String;
    fn try_from(text: String) -> Result<FieldPointer, String> {
        if text.is_empty() {
            return Ok(FieldPointer::default());
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err(format!(
                "`{text}` is not a JSON pointer (it starts with `/`, such as \"/comments\")"
            ));
        };
        let keys = rest
            .split('/')
            .map(|key| key.replace("~1", "/").replace("~0", "~"))
            .collect();
        Ok(FieldPointer(keys))
    }
}

/// A character encoding by one of its labels on the web.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Encoding(pub(crate) &'static encoding_rs::Encoding);

impl TryFrom<String> for Encoding {
    type Error = String;
    fn try_from(text: String) -> Result<Encoding, String> {
        encoding_rs::Encoding::for_label(text.as_bytes())
            .map(Encoding)
            .ok_or_else(|| {
                format!("`{text}` is not an encoding (such as \"windows-1252\" or \"shift_jis\")")
            })
    }
}

/// Where a block of labels stands and who reads it.
#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { reader = \"upwork-description\", field = \"description\" }"
)]
pub(crate) struct Block {
    pub(crate) reader: BlockReader,
    pub(crate) field: FieldRef,
}

/// The readers of label blocks; each for a form that no mapping can describe.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BlockReader {
    /// The labels that close the description of an Upwork feed item.
    UpworkDescription,
}

/// Where the native id stands and in what form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table such as { field = \"ref\" }")]
pub(crate) struct IdSource {
    pub(crate) field: FieldRef,
    #[serde(default)]
    pub(crate) form: IdForm,
}

/// How a native id is brought to its one form.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IdForm {
    /// As it stands.
    #[default]
    Plain,
    /// Upwork's decimal, `~01` and `~02` ids, bare or inside an address.
    Upwork,
}

/// Where the platform's own category names stand.
#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { leaf = \"category\" }"
)]
pub(crate) struct LabelSource {
    pub(crate) broad: Option<TextSource>,
    pub(crate) leaf: TextSource,
    /// Divides "Parent > Child" inside `leaf`.
    pub(crate) divider: Option<String>,
}

/// Where skills stand and how several in one text are divided.
#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table such as { fields = [\"skills\"], separator = \",\" }"
)]
pub(crate) struct SkillsSource {
    pub(crate) fields: Vec<FieldRef>,
    pub(crate) separator: Option<String>,
    /// Texts that are no skills ("+4", for four that are not shown).
    pub(crate) skip: Option<Pattern>,
    /// The text is a list in Python's notation: `['a', 'b']`.
    #[serde(default)]
    pub(crate) python_list: bool,
    /// The texts carry HTML entities.
    #[serde(default)]
    pub(crate) entities: bool,
}

impl Profile {
    /// Reads a profile. `name` becomes the source of its postings; `file` is shown in errors.
    ///
    /// # Errors
    /// With the file, the line, the key and the nearest right name, where the text is not a profile.
    pub fn from_toml(name: &str, file: &str, text: &str) -> Result<Profile, ProfileError> {
        let source = name.parse().map_err(|error: model::BadSlug| {
            ProfileError::at_start(file, "the profile's name", &error.to_string())
        })?;
        let mapping: Mapping =
            toml::from_str(text).map_err(|error| ProfileError::from_toml(file, text, &error))?;
        let mut readable = GlobSetBuilder::new();
        for pattern in &mapping.files {
            for suffix in ["", ".gz", ".zst"] {
                let glob = Glob::new(&format!("{pattern}{suffix}"))
                    .map_err(|error| ProfileError::at_start(file, "files", &error.to_string()))?;
                readable.add(glob);
            }
        }
        let readable = readable
            .build()
            .map_err(|error| ProfileError::at_start(file, "files", &error.to_string()))?;
        let profile = Profile {
            source,
            mapping,
            readable,
        };
        profile.check_fields(file)?;
        Ok(profile)
    }

    /// A block's fields can be named only where a block is declared.
    fn check_fields(&self, file: &str) -> Result<(), ProfileError> {
        let names_block = self
            .fields()
            .into_iter()
            .any(|field| matches!(field, FieldRef::Block(_)));
        if names_block && self.mapping.block.is_none() {
            return Err(ProfileError::at_start(
                file,
                "block",
                "a field `block:...` is named but there is no table [block] that reads one",
            ));
        }
        Ok(())
    }

    /// Every field that the mapping names outside its templates.
    pub(crate) fn fields(&self) -> Vec<&FieldRef> {
        let mapping = &self.mapping;
        let mut fields: Vec<&FieldRef> = Vec::new();
        let texts = [
            &mapping.url,
            &mapping.body,
            &mapping.country,
            &mapping.organisation,
        ];
        for text in texts.into_iter().flatten().chain([&mapping.title]) {
            text.add_fields(&mut fields);
        }
        fields.extend(mapping.id.iter().map(|id| &id.field));
        fields.extend(mapping.block.iter().map(|block| &block.field));
        if let Some(label) = &mapping.category {
            label.leaf.add_fields(&mut fields);
            label
                .broad
                .iter()
                .for_each(|broad| broad.add_fields(&mut fields));
        }
        fields.extend(mapping.skills.iter().flat_map(|skills| &skills.fields));
        fields.extend(
            mapping
                .published
                .iter()
                .filter_map(|date| date.field.as_ref()),
        );
        for pay in &mapping.pay {
            pay.add_fields(&mut fields);
        }
        for rule in &mapping.leave_out {
            rule.add_fields(&mut fields);
        }
        fields
    }

    /// The name, which is also the source of its postings.
    #[must_use]
    pub fn name(&self) -> &str {
        self.source.as_str()
    }

    /// Whom to credit where its postings are shown, with the licence; empty where the profile says nothing of either.
    #[must_use]
    pub fn credit(&self) -> String {
        let Mapping {
            attribution,
            licence,
            ..
        } = &self.mapping;
        match (attribution, licence) {
            (Some(whom), Some(licence)) => format!("{whom} (licence: {licence})"),
            (Some(whom), None) => whom.clone(),
            (None, Some(licence)) => format!("licence: {licence}"),
            (None, None) => String::new(),
        }
    }

    /// One line that says what the profile reads.
    #[must_use]
    pub fn describe(&self) -> &str {
        &self.mapping.describe
    }

    /// Where the postings were offered.
    #[must_use]
    pub fn platform(&self) -> &Platform {
        &self.mapping.platform
    }

    /// What sort of market that is.
    #[must_use]
    pub fn market(&self) -> Market {
        self.mapping.market
    }

    /// `csv`, `json`, `jsonl`, `feed` or `parquet`.
    #[must_use]
    pub fn format_name(&self) -> &str {
        match self.mapping.format {
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Feed => "feed",
            Format::Parquet => "parquet",
        }
    }

    /// Whether its files are Parquet, of which [`crate::read_archive`] takes the rows as lines of JSON.
    #[must_use]
    pub fn is_parquet(&self) -> bool {
        self.mapping.format == Format::Parquet
    }

    /// Whether a file of this name, met in a folder, is one that the profile reads.
    pub(crate) fn reads_file_named(&self, name: &str) -> bool {
        self.readable.is_match(name)
    }
}
