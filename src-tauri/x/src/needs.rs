//! What the system must have, how to check for it, and what each package manager calls it.
//! Nothing is installed here.

use crate::say::{ask, on_path};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// How to check for it without asking a package manager.
#[derive(Clone, Copy)]
pub enum Sign {
    /// A program on PATH.
    Program(&'static str),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A C program with the standard headers compiles.
    Compiles,
    /// Python can make an environment with pip in it.
    PythonVenv,
    /// One of these files exists.
    File(&'static [&'static str]),
}

/// One thing that must be there. A package name may be several, separated by spaces.
pub struct Need {
    pub what: &'static str,
    pub sign: Sign,
    pub apt: &'static str,
    pub dnf: &'static str,
    pub pacman: &'static str,
    pub zypper: &'static str,
}

/// To compile the app (Linux).
pub const BUILD: &[Need] = &[
    Need {
        what: "a C compiler",
        sign: Sign::Compiles,
        apt: "gcc libc6-dev",
        dnf: "gcc glibc-devel",
        pacman: "gcc",
        zypper: "gcc glibc-devel",
    },
    Need {
        what: "pkg-config",
        sign: Sign::Program("pkg-config"),
        apt: "pkg-config",
        dnf: "pkgconf-pkg-config",
        pacman: "pkgconf",
        zypper: "pkg-config",
    },
    Need {
        what: "WebKitGTK 4.1 with headers",
        sign: Sign::Library("webkit2gtk-4.1"),
        apt: "libwebkit2gtk-4.1-dev",
        dnf: "webkit2gtk4.1-devel",
        pacman: "webkit2gtk-4.1",
        zypper: "webkit2gtk3-devel",
    },
    Need {
        what: "certificates",
        sign: Sign::File(&[
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
        ]),
        apt: "ca-certificates",
        dnf: "ca-certificates",
        pacman: "ca-certificates",
        zypper: "ca-certificates-mozilla",
    },
];

/// To show the window without a screen (Linux).
pub const NO_SCREEN: &[Need] = &[
    Need {
        what: "a virtual display",
        sign: Sign::Program("Xvfb"),
        apt: "xvfb",
        dnf: "xorg-x11-server-Xvfb",
        pacman: "xorg-server-xvfb",
        zypper: "xorg-x11-server-Xvfb",
    },
    Need {
        what: "a session bus",
        sign: Sign::Program("dbus-daemon"),
        apt: "dbus",
        dnf: "dbus-daemon",
        pacman: "dbus",
        zypper: "dbus-1-daemon",
    },
    Need {
        what: "a keychain",
        sign: Sign::Program("gnome-keyring-daemon"),
        apt: "gnome-keyring",
        dnf: "gnome-keyring",
        pacman: "gnome-keyring",
        zypper: "gnome-keyring",
    },
    Need {
        what: "a font",
        sign: Sign::Program("fc-list"),
        apt: "fontconfig fonts-dejavu-core",
        dnf: "fontconfig dejavu-sans-fonts",
        pacman: "fontconfig ttf-dejavu",
        zypper: "fontconfig dejavu-fonts",
    },
];

/// In addition, to run the tests (Linux).
pub const TESTS: &[Need] = &[
    Need {
        what: "the driver of WebKitGTK windows",
        sign: Sign::Program("WebKitWebDriver"),
        apt: "webkit2gtk-driver",
        dnf: "webkit2gtk-driver",
        pacman: "webkit2gtk-4.1",
        zypper: "webkit2gtk3-minibrowser",
    },
    Need {
        what: "Python with venv",
        sign: Sign::PythonVenv,
        apt: "python3-venv",
        dnf: "python3",
        pacman: "python",
        zypper: "python3",
    },
    Need {
        what: "the check of desktop entries",
        sign: Sign::Program("desktop-file-validate"),
        apt: "desktop-file-utils",
        dnf: "desktop-file-utils",
        pacman: "desktop-file-utils",
        zypper: "desktop-file-utils",
    },
];

impl Need {
    pub fn is_there(&self) -> bool {
        match self.sign {
            Sign::Program(name) => on_path(name),
            Sign::Library(name) => ask("pkg-config", ["--exists", name]).is_some(),
            Sign::Compiles => compiles(),
            Sign::PythonVenv => ask("python3", ["-c", "import ensurepip, venv"]).is_some(),
            Sign::File(files) => files.iter().any(|file| std::path::Path::new(file).exists()),
        }
    }
}

fn compiles() -> bool {
    let mut cc = Command::new("cc");
    cc.args(["-xc", "-o", "/dev/null", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = cc.spawn() else { return false };
    if let Some(mut source) = child.stdin.take() {
        let _ = source.write_all(b"#include <stdio.h>\nint main(void) { return 0; }\n");
    }
    child.wait().is_ok_and(|status| status.success())
}

/// A package manager we know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Packages {
    Apt,
    Dnf,
    Pacman,
    Zypper,
}

impl Packages {
    /// Returns this system's package manager.
    pub fn here() -> Option<Self> {
        [(Self::Apt, "apt-get"), (Self::Dnf, "dnf"), (Self::Pacman, "pacman"), (Self::Zypper, "zypper")]
            .into_iter()
            .find_map(|(manager, program)| on_path(program).then_some(manager))
    }

    /// Returns what `need` is called here.
    pub fn names(self, need: &Need) -> impl Iterator<Item = &'static str> {
        match self {
            Self::Apt => need.apt,
            Self::Dnf => need.dnf,
            Self::Pacman => need.pacman,
            Self::Zypper => need.zypper,
        }
        .split(' ')
    }

    /// Returns the command that installs, without the names.
    pub fn install(self) -> &'static [&'static str] {
        match self {
            Self::Apt => &["apt-get", "-o", "DPkg::Lock::Timeout=600", "install", "--yes", "--no-install-recommends"],
            Self::Dnf => &["dnf", "install", "--assumeyes"],
            Self::Pacman => &["pacman", "--sync", "--needed", "--noconfirm"],
            Self::Zypper => &["zypper", "--non-interactive", "install", "--no-recommends"],
        }
    }

    /// Returns the command that refreshes the package lists; run when an install fails.
    pub fn refresh(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Apt => Some(&["apt-get", "-o", "DPkg::Lock::Timeout=600", "update"]),
            Self::Pacman => Some(&["pacman", "--sync", "--refresh"]),
            Self::Dnf | Self::Zypper => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_has_a_name_in_every_package_manager() {
        for need in BUILD.iter().chain(NO_SCREEN).chain(TESTS) {
            for manager in [Packages::Apt, Packages::Dnf, Packages::Pacman, Packages::Zypper] {
                assert!(manager.names(need).all(|name| !name.is_empty()), "{} in {manager:?}", need.what);
            }
        }
    }
}
