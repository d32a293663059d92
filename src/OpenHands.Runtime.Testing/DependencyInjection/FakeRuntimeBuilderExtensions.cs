using Microsoft.Extensions.Logging;
using OpenHands;
using OpenHands.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the fake backend.</summary>
public static class FakeRuntimeBuilderExtensions
{
    /// <summary>Lets sessions ask for a fake runtime. Added after a real backend of the same name, it takes its place.</summary>
    /// <param name="builder">What <see cref="RuntimeServiceCollectionExtensions.AddOpenHandsRuntime"/> returned.</param>
    /// <param name="script">Scripts each runtime before anybody gets it; <see langword="null"/> for nothing.</param>
    /// <param name="options">How they behave, and under which name; <see langword="null"/> for the defaults.</param>
    /// <remarks>The <see cref="FakeRuntimeFactory"/> is a service too: the one added last tells what it made.</remarks>
    public static IRuntimeBuilder AddFake(this IRuntimeBuilder builder, Action<FakeRuntime>? script = null, FakeRuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // Both services are the same object, although a container makes one for each registration.
        var made = new Lock();
        FakeRuntimeFactory? factory = null;
        builder.Services.AddSingleton(Factory);
        builder.Services.AddSingleton<IRuntimeFactory>(Factory);
        return builder;

        FakeRuntimeFactory Factory(IServiceProvider services)
        {
            lock (made)
            {
                return factory ??= new FakeRuntimeFactory(script, options, services.GetService<ILoggerFactory>(), services.GetService<TimeProvider>());
            }
        }
    }
}
