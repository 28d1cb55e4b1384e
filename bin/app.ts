import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { createPenstockStacks } from '../lib/penstock-app.ts';
import { readStageConfig } from '../lib/stage-config.ts';

const app = new App();
createPenstockStacks(app, readStageConfig(app));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
