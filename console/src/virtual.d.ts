// What console/build.ts makes.

declare module 'virtual:sdk-examples' {
  const examples: readonly import('../sdk-examples.ts').SdkExample[];
  export default examples;
}
