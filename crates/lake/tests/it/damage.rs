//! A run that is cut short leaves the lake as it was; a damaged file is named; two who write at once do not mix.

use std::fs;
use std::path::PathBuf;

use lake::{Error, Folder, Lake};

use crate::{Workplace, posting, rules, write};

#[test]
fn a_run_that_ends_before_its_manifest_leaves_the_lake_as_it_was() {
    let place = Workplace::new("cut");
    write(&mut place.lake("a"), &[posting(1), posting(2)]);
    let before = fs::read(place.path().join("a/manifest.json")).unwrap();
    // A folder in its way: the manifest cannot be written aside, after all files are.
    let mut lake = place.lake("a");
    let mut writer = lake.write().unwrap();
    for n in 3..50 {
        writer.add(posting(n)).unwrap();
    }
    fs::create_dir_all(place.path().join("a/_unfinished/manifest.json")).unwrap();
    writer.finish(None).unwrap_err();
    assert_eq!(
        fs::read(place.path().join("a/manifest.json")).unwrap(),
        before
    );
    let report = place.lake("a").verify().unwrap();
    assert_eq!((report.postings, report.faults.len()), (2, 0));
    assert!(!report.unnamed.is_empty());

    // Two runs later nothing of it is left.
    write(&mut place.lake("a"), &[posting(60)]);
    write(&mut place.lake("a"), &[posting(61)]);
    let report = place.lake("a").verify().unwrap();
    let of_the_cut: Vec<&String> = report
        .unnamed
        .iter()
        .filter(|path| path.contains("/g000002-"))
        .collect();
    assert_eq!((report.postings, of_the_cut.len()), (4, 0), "{report:?}");
}

fn first_file(place: &Workplace) -> (String, PathBuf) {
    let path = place.lake("a").manifest().files[0].path.clone();
    let full = place.path().join("a").join(&path);
    (path, full)
}

#[test]
fn a_damaged_file_is_named() {
    let place = Workplace::new("damaged");
    let postings: Vec<_> = (1..40).map(posting).collect();
    write(&mut place.lake("a"), &postings);
    let (path, full) = first_file(&place);
    let whole = fs::read(&full).unwrap();
    let named = |what: &str| {
        let faults = place.lake("a").verify().unwrap().faults;
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].path, path);
        assert!(faults[0].what.contains(what), "{faults:?}");
    };
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    fs::write(&full, flipped).unwrap();
    named("its bytes are not those that were written");
    fs::write(&full, &whole[..whole.len() / 2]).unwrap();
    named("bytes instead of");
    fs::remove_file(&full).unwrap();
    named("No such file");
    fs::write(&full, &whole).unwrap();
    assert_eq!(place.lake("a").verify().unwrap().faults, []);

    let manifest = place.path().join("a/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replacen("\"of\": \"", "\"of\": \"0", 1)).unwrap();
    let faults = place.lake("a").verify().unwrap().faults;
    assert!(faults[0].what.contains("other files"), "{faults:?}");
    fs::write(&manifest, text.replace("jobtide.lake/1", "jobtide.lake/2")).unwrap();
    let open = || Lake::open(Box::new(Folder::new(place.path().join("a"))), rules());
    assert!(matches!(open(), Err(Error::Format { .. })));
}

#[test]
fn one_writes_at_a_time_and_who_was_overtaken_is_told() {
    let place = Workplace::new("two");
    write(&mut place.lake("a"), &[posting(1)]);
    let (mut one, mut two) = (place.lake("a"), place.lake("a"));
    let mut writer = one.write().unwrap();
    assert!(matches!(two.write(), Err(Error::Locked { .. })));
    writer.add(posting(2)).unwrap();
    writer.finish(None).unwrap();
    assert!(matches!(two.write(), Err(Error::Overtaken { .. })));
    let missing = Lake::open(Box::new(Folder::new(place.path().join("b"))), rules());
    assert!(matches!(missing, Err(Error::Missing { .. })));
}
