//! Every file in `data/profiles` is shipped and readable, and a wrong name gets the nearest right one.

use collector::{Profile, find_profile, shipped_profiles};

#[test]
fn every_file_is_shipped_and_readable() {
    let folder = testkit::root().join("crates/collector/data/profiles");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        if let Err(error) = Profile::from_toml(&name, &path.display().to_string(), &text) {
            panic!("{error}");
        }
        names.push(name);
    }
    names.sort();
    let shipped: Vec<&str> = shipped_profiles().iter().map(Profile::name).collect();
    assert_eq!(shipped, names);
}

#[test]
fn a_wrong_name_gets_the_nearest() {
    let error = find_profile("hn-whoshiring").unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no profile `hn-whoshiring`; did you mean `hn-whoishiring`?"
    );
    assert_eq!(find_profile("zzzz").unwrap_err().nearest, None);
}
