//! The first form of a page, as it would be sent by its first button or the one with the focus.

/// What a form sends, and where to.
pub struct Form {
    pub action: String,
    pub posts: bool,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    value: String,
    /// A person would type something here.
    typed: bool,
}

impl Form {
    /// The form of `page`; a link with the word "Abort" or "Cancel" in its place where `denies`.
    pub fn first(page: &str, denies: bool) -> Option<Self> {
        let tags = tags(page);
        let out = |tag: &&Tag| tag.name == "a" && ["abort", "cancel"].iter().any(|word| tag.text.contains(word));
        if let Some(link) = tags.iter().find(out).filter(|_| denies) {
            return Some(Self { action: link.get("href")?, posts: false, fields: Vec::new() });
        }
        let begin = tags.iter().position(|tag| tag.name == "form")?;
        let end = tags[begin..].iter().position(|tag| tag.name == "/form").map_or(tags.len(), |after| begin + after);
        let inside = &tags[begin..end];
        let mut fields: Vec<Field> = inside.iter().filter_map(field).collect();
        let buttons: Vec<&Tag> = inside.iter().filter(|tag| tag.name == "button").collect();
        let deny = buttons.iter().find(|tag| denies && tag.text.contains("deny"));
        let pressed = deny.or_else(|| buttons.iter().find(|tag| tag.has("autofocus"))).or_else(|| buttons.first());
        if let Some((name, value)) = pressed.and_then(|button| Some((button.get("name")?, button.get("value")?))) {
            fields.push(Field { name, value, typed: false });
        }
        let posts = tags[begin].get("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        Some(Self { action: tags[begin].get("action").unwrap_or_default(), posts, fields })
    }

    /// What is sent, `typed` in the empty fields.
    pub fn filled(&self, typed: &str) -> Vec<(String, String)> {
        let value = |field: &Field| if field.typed { typed.to_owned() } else { field.value.clone() };
        self.fields.iter().map(|field| (field.name.clone(), value(field))).collect()
    }
}

fn field(tag: &Tag) -> Option<Field> {
    if tag.name != "input" {
        return None;
    }
    let (name, value) = (tag.get("name")?, tag.get("value").unwrap_or_default());
    let kind = tag.get("type").unwrap_or_default();
    let sent = match kind.as_str() {
        "radio" | "checkbox" => tag.has("checked"),
        "submit" | "button" => false,
        _ => true,
    };
    let typed = value.is_empty() && kind != "hidden";
    sent.then_some(Field { name, value, typed })
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
    /// What stands between it and the next tag, in lower case.
    text: String,
}

impl Tag {
    fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| known == name)
    }

    fn get(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

/// All tags, closing ones with their `/`. Comments and styles are no tags one could mistake.
fn tags(page: &str) -> Vec<Tag> {
    page.split('<')
        .skip(1)
        .map(|piece| {
            let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
            let (name, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
            Tag { name: name.to_ascii_lowercase(), attributes: attributes(rest), text: text.to_lowercase() }
        })
        .collect()
}

fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '/');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|sign: char| sign.is_whitespace() || sign == '=').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|sign| ['"', '\''].contains(sign));
            let inner = quote.map_or(after, |_| &after[1..]);
            let end = inner.find(|sign: char| quote.map_or(sign.is_whitespace(), |quote| sign == quote));
            let end = end.unwrap_or(inner.len());
            value = unescape(&inner[..end]);
            rest = inner[end..].strip_prefix(['"', '\'']).unwrap_or(&inner[end..]);
        }
        found.push((name, value));
    }
}

fn unescape(text: &str) -> String {
    let plain = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
    plain.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_as_it_stands() {
        let page = "<form method=POST action='/go?a=1&amp;b=2'><input name=login type=text placeholder=\"who?\">\
                    <input type=radio name=who value=a><input type=radio name=who value='b' checked />\
                    <input type=hidden name=q value=\"&lt;1&quot;&amp;quot;\"><button name=press value=yes>Yes</button>\
                    <button name=press value=no autofocus>Deny</button></form><input name=outside>";
        let form = Form::first(page, false).unwrap();
        assert!(form.posts);
        assert_eq!(form.action, "/go?a=1&b=2");
        let sent = form.filled("anna");
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(sent, [("login", "anna"), ("who", "b"), ("q", "<1\"&quot;"), ("press", "no")]);
    }

    #[test]
    fn who_denies_takes_the_way_out() {
        let page = "<form><button>Continue</button></form><a href=\"/interaction/1/abort\">[ Abort ]</a>";
        assert_eq!(Form::first(page, true).unwrap().action, "/interaction/1/abort");
        assert!(Form::first("<p>nothing</p>", true).is_none());
    }
}
