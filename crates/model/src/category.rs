//! The twelve categories of the article and those beside them. Knows no rule that assigns them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! categories {
    ($($variant:ident $slug:literal $title:literal;)*) => {
        /// What kind of work a posting asks for. The first twelve are the article's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Category {
            $(#[doc = $title] $variant,)*
        }

        impl Category {
            /// Every category, in the order of its number.
            pub const ALL: &'static [Category] = &[$(Category::$variant),*];

            /// The name in queries, files and JSON.
            #[must_use]
            pub fn slug(self) -> &'static str {
                match self { $(Category::$variant => $slug),* }
            }

            /// The name for readers, in English.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Category::$variant => $title),* }
            }
        }
    };
}

categories! {
    Writing "writing" "Writing";
    Translation "translation" "Translation";
    CustomerService "customer_service" "Customer service";
    SocialMedia "social_media" "Social media marketing";
    WebDev "web_dev" "Web development";
    Backend "backend" "Back-end development";
    GraphicDesign "graphic_design" "Graphic design";
    WebDesign "web_design" "Web design";
    Video "video" "Video editing and production";
    Accounting "accounting" "Accounting";
    Sales "sales" "Sales";
    MarketResearch "market_research" "Market research";
    FullStack "full_stack" "Full-stack development";
    Mobile "mobile" "Mobile development";
    Data "data" "Data and machine learning";
    Admin "admin" "Admin support";
    Engineering "engineering" "Engineering and architecture";
    Legal "legal" "Legal";
    It "it" "IT and networking";
    Other "other" "Other";
}

impl Category {
    /// The twelve categories that the article compares.
    #[must_use]
    pub fn of_the_article() -> &'static [Category] {
        &Category::ALL[..12]
    }

    /// The number under which fast fields hold it.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The category with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Category> {
        Category::ALL.get(usize::from(number)).copied()
    }
}

/// A word that names no category.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a category")]
pub struct UnknownCategory(pub String);

impl FromStr for Category {
    type Err = UnknownCategory;
    fn from_str(text: &str) -> Result<Category, UnknownCategory> {
        Category::ALL
            .iter()
            .copied()
            .find(|category| category.slug() == text)
            .ok_or_else(|| UnknownCategory(text.to_owned()))
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl Serialize for Category {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.slug())
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Category, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
