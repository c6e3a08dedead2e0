//! Id tokens (OpenID Connect Core, section 2). Their signature is random: whoever gets one directly from the token
//! endpoint need not check it (3.1.3.7), and there is no key to check it with.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::Account;
use super::fault::Fault;
use super::manner::{MICROSOFT_TENANT, Wording};
use super::state::{State, random};

pub fn made(state: &mut State, account: &Account, client: &str, nonce: Option<&str>) -> String {
    if state.fails(&Fault::BrokenIdToken) {
        return "eyJub3QuYS50b2tlbg..".to_owned();
    }
    let skew = state.fault(|fault| if let Fault::SkewedIdToken(by) = fault { Some(*by) } else { None });
    let issued = state.now().timestamp() + skew.unwrap_or_default();
    let mut claims = json!({
        "iss": state.manner.issuer, "aud": client, "iat": issued, "exp": issued + 3600, "name": account.name,
    });
    match state.manner.wording {
        Wording::Google => {
            claims["azp"] = client.into();
            claims["sub"] = account.subject.as_str().into();
            claims["email"] = account.email.as_str().into();
            claims["email_verified"] = true.into();
        }
        Wording::Microsoft => {
            // `sub` is another for each client; the person is `oid` in `tid`.
            claims["sub"] = format!("for-daybook-{}", account.subject).into();
            claims["oid"] = account.subject.as_str().into();
            claims["tid"] = MICROSOFT_TENANT.into();
            claims["preferred_username"] = account.email.as_str().into();
            claims["email"] = account.email.as_str().into();
            claims["ver"] = "2.0".into();
        }
    }
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = json!({ "alg": "RS256", "typ": "JWT", "kid": "none-published" });
    format!("{}.{}.{}", part(&head), part(&claims), random())
}
