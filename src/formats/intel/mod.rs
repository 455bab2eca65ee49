//! The models of investigators and of threat intelligence: FollowTheMoney and STIX.

pub(super) mod aleph;
pub(super) mod ftm;
mod ftm_write;
mod own;
pub(super) mod stix;
mod stix_write;

pub(super) use ftm_write::write as write_ftm;
pub(super) use stix_write::write as write_stix;
