//! How postings word each planted AI skill. No wording of one tag may fire the rules of another planted tag.

/// Title templates, sentences and the platform skill of one tag.
pub(crate) struct SkillTexts {
    pub(crate) slug: &'static str,
    pub(crate) skill: &'static str,
    pub(crate) titles: &'static [&'static str],
    pub(crate) sentences: &'static [&'static str],
}

/// The texts of a planted tag.
pub(crate) fn texts_of(slug: &str) -> &'static SkillTexts {
    let found = TEXTS.iter().find(|texts| texts.slug == slug);
    found.unwrap_or(&TEXTS[0])
}

pub(crate) static TEXTS: [SkillTexts; 8] = [
    SkillTexts {
        slug: "chatbot",
        skill: "Chatbot Development",
        titles: &[
            "Build a chatbot for our {industry}",
            "Chatbot developer for the website of a {industry}",
            "Develop a WhatsApp chatbot for a {industry}",
            "Set up a chatbot that answers customers of our {industry}",
            "Chatbot for bookings at a {industry}",
        ],
        sentences: &[
            "We want to build a chatbot that answers the {count} questions our customers ask most.",
            "Please develop a chatbot with Dialogflow and put it on our site.",
            "Build a chatbot in Botpress which takes orders and hands over to a person when it is stuck.",
            "We need a developer to create a chatbot for our help page within {length}.",
            "Implement a chatbot for Messenger and WhatsApp with {count} conversation paths.",
        ],
    },
    SkillTexts {
        slug: "ai_agent",
        skill: "AI Agent Development",
        titles: &[
            "Build an AI agent for a {industry}",
            "Developer for autonomous agents wanted",
            "Create AI agents that handle the orders of a {industry}",
            "AI agent developer, {industry}",
        ],
        sentences: &[
            "We want to build an AI agent that reads incoming orders and files them.",
            "Please develop AI agents which plan their own steps and report what they did.",
            "The task is to build autonomous agents that compare offers of {count} suppliers.",
            "Create an AI agent that keeps our calendar in order.",
        ],
    },
    SkillTexts {
        slug: "openai_api",
        skill: "OpenAI API",
        titles: &[
            "Connect our system to the OpenAI API",
            "Developer with OpenAI API experience for a {industry}",
            "Use the OpenAI API in the shop of a {industry}",
            "OpenAI API developer needed",
        ],
        sentences: &[
            "Please implement calls to the OpenAI API in our existing code.",
            "We want to build a module on top of the OpenAI API and keep its cost below {count} dollars a day.",
            "Develop a small service around the OpenAI API with retries and logs.",
            "Build the connection between our database and the OpenAI API.",
        ],
    },
    SkillTexts {
        slug: "ai_app_integration",
        skill: "AI App Development",
        titles: &[
            "Build an AI app for a {industry}",
            "AI integration for the shop of a {industry}",
            "Developer for an AI-powered app",
            "Create an AI app for the staff of a {industry}",
            "AI application developer, {industry}",
        ],
        sentences: &[
            "We want to build an AI app that sorts photos of our products.",
            "Please develop an AI-powered app with a login and {count} screens.",
            "The task is an AI integration between our shop and our stock list.",
            "Build an AI application that forecasts how many visitors come on a day.",
        ],
    },
    SkillTexts {
        slug: "ai_writing",
        skill: "AI Writing",
        titles: &[
            "AI content writer for a {industry}",
            "AI writing expert for the blog of a {industry}",
            "Create AI-assisted articles for a {industry}",
            "AI content creation, {count} pieces a week",
        ],
        sentences: &[
            "You will use AI writing software every day to create drafts.",
            "We want you to create AI-assisted content at a rate of {count} pieces a week.",
            "Please generate AI content for our catalogue with a tool of your choice.",
            "Create AI copy for {count} landing pages.",
        ],
    },
    SkillTexts {
        slug: "ai_image",
        skill: "Midjourney",
        titles: &[
            "Midjourney artist for a {industry}",
            "Generate images with Midjourney for a {industry}",
            "Stable Diffusion expert for product pictures",
            "Create {count} pictures with Stable Diffusion",
        ],
        sentences: &[
            "You will use Midjourney to create {count} pictures in one style.",
            "Please generate the pictures with Stable Diffusion and retouch them by hand.",
            "Use Midjourney for the first drafts and show us {count} of them.",
            "We want you to create the whole series with Midjourney.",
        ],
    },
    SkillTexts {
        slug: "data_annotation",
        skill: "Data Annotation",
        titles: &[
            "Data annotation for {count} thousand pictures",
            "Image annotation with bounding boxes for a {industry}",
            "Annotators for product pictures of a {industry}",
            "Text annotation, {count} hours a week",
        ],
        sentences: &[
            "The data annotation follows a guide of {count} pages.",
            "You will draw bounding boxes around every product in a picture.",
            "We need image annotation in CVAT with a second look at each tenth picture.",
            "The work is text annotation of reviews in {count} classes.",
        ],
    },
    SkillTexts {
        slug: "machine_learning",
        skill: "Machine Learning",
        titles: &[
            "Machine learning engineer for a {industry}",
            "Train a machine learning model for a {industry}",
            "Machine learning in Python for the sales data of a {industry}",
            "Build a machine learning model on {count} years of data",
        ],
        sentences: &[
            "Please train a machine learning model in Python on our order data.",
            "We want to build a machine learning model that predicts returns.",
            "Develop a machine learning pipeline with scikit-learn and explain its errors.",
            "Train a model with XGBoost on {count} thousand rows of data.",
        ],
    },
];
