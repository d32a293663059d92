using System.Runtime.CompilerServices;

// What is called here is called with blittable types only.
[assembly: DisableRuntimeMarshalling]
