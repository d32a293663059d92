using OpenHands.Conformance;

namespace OpenHands.Local.Tests;

[TestFixture] public sealed class LocalBash : BashConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalBashTorture : BashTortureConformanceTests<LocalHarness>;
