using OpenHands.Conformance;

namespace OpenHands.Local.Tests;

[TestFixture] public sealed class LocalBash : BashConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalBashTorture : BashTortureConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalBashInput : BashInputConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalBashTimeout : BashTimeoutConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalProcessTree : ProcessTreeConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalOutput : OutputConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalStreaming : StreamingConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalPrompt : PromptConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalEnvironment : EnvironmentConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalTextFile : TextFileConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalListing : ListingConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalTransfer : TransferConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalConfinement : ConfinementConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalLifecycle : LifecycleConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalDisposal : DisposalConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalAttachment : AttachmentConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalEvents : EventConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalSandboxProcess : SandboxProcessConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalPluginLife : PluginLifeConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalPluginAction : PluginActionConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalPluginContext : PluginContextConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalProcessPlugin : ProcessPluginConformanceTests<LocalHarness>;
[TestFixture] public sealed class LocalCoverage : ConformanceCoverageTests<LocalHarness>;
