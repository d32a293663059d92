using OpenHands.Conformance;

namespace OpenHands.Remote.Tests;

[TestFixture] public sealed class RemoteBash : BashConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteBashTorture : BashTortureConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteBashInput : BashInputConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteBashTimeout : BashTimeoutConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteProcessTree : ProcessTreeConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteOutput : OutputConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteStreaming : StreamingConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemotePrompt : PromptConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteEnvironment : EnvironmentConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteTextFile : TextFileConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteListing : ListingConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteTransfer : TransferConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteConfinement : ConfinementConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteLifecycle : LifecycleConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteDisposal : DisposalConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteAttachment : AttachmentConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteEvents : EventConformanceTests<RemoteHarness>;
[TestFixture] public sealed class RemoteCoverage : ConformanceCoverageTests<RemoteHarness>;
