using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenHands;
using OpenHands.Local;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the local backend.</summary>
public static class LocalRuntimeBuilderExtensions
{
    /// <summary>Lets sessions ask for the <c>local</c> runtime, which runs actions on this machine and isolates nothing.</summary>
    /// <param name="builder">What <see cref="RuntimeServiceCollectionExtensions.AddOpenHandsRuntime"/> returned.</param>
    /// <param name="configure">Sets options; they are checked when the application starts.</param>
    public static IRuntimeBuilder AddLocal(this IRuntimeBuilder builder, Action<LocalRuntimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptions<LocalRuntimeOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<LocalRuntimeOptions>, RuntimeOptionsValidator<LocalRuntimeOptions>>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IRuntimeFactory, LocalRuntimeFactory>());
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        return builder;
    }
}
