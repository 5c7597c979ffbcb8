//! The twelve categories of the article and those beside them. Knows no rule that assigns them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! categories {
    ($($variant:ident $slug:literal $title:literal $title_zh:literal;)*) => {
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

            /// The name for readers, in Simplified Chinese.
            #[must_use]
            pub fn title_zh(self) -> &'static str {
                match self { $(Category::$variant => $title_zh),* }
            }
        }
    };
}

categories! {
    Writing "writing" "Writing" "写作";
    Translation "translation" "Translation" "翻译";
    CustomerService "customer_service" "Customer service" "客户服务";
    SocialMedia "social_media" "Social media marketing" "社交媒体营销";
    WebDev "web_dev" "Web development" "网页开发";
    Backend "backend" "Back-end development" "后端开发";
    GraphicDesign "graphic_design" "Graphic design" "平面设计";
    WebDesign "web_design" "Web design" "网页设计";
    Video "video" "Video editing and production" "视频剪辑与制作";
    Accounting "accounting" "Accounting" "会计";
    Sales "sales" "Sales" "销售";
    MarketResearch "market_research" "Market research" "市场调研";
    FullStack "full_stack" "Full-stack development" "全栈开发";
    Mobile "mobile" "Mobile development" "移动开发";
    Data "data" "Data and machine learning" "数据与机器学习";
    Admin "admin" "Admin support" "行政支持";
    Engineering "engineering" "Engineering and architecture" "工程与建筑";
    Legal "legal" "Legal" "法律";
    It "it" "IT and networking" "IT 与网络";
    Other "other" "Other" "其他";
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
