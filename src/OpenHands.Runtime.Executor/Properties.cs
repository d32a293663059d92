using System.Runtime.Versioning;

// Terminals, /proc and signals as Linux has them.
[assembly: SupportedOSPlatform("linux")]
